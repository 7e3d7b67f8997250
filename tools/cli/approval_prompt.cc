#include "tools/cli/approval_prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace release {

ApprovalPrompt::ApprovalPrompt() : interrupt_(eventfd(0, EFD_CLOEXEC)) {}

void ApprovalPrompt::Interrupt() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t wrote = write(interrupt_.get(), &one, sizeof one);
}

Answer ApprovalPrompt::Ask(const std::string& question) {
  const FileDescriptor terminal(open("/dev/tty", O_RDWR | O_CLOEXEC));
  if (!terminal.valid()) return Answer::kNoTerminal;
  if (write(terminal.get(), question.data(), question.size()) < 0) return Answer::kNoTerminal;
  std::string line;
  while (true) {
    std::array<pollfd, 2> waits{pollfd{terminal.get(), POLLIN, 0},
                                pollfd{interrupt_.get(), POLLIN, 0}};
    if (poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[1].revents != 0) return Answer::kInterrupted;
    char character = 0;
    const ssize_t got = read(terminal.get(), &character, 1);
    if (got <= 0) return Answer::kNo;
    if (character == '\n') break;
    line += character;
  }
  return line == "y" || line == "Y" || line == "yes" ? Answer::kYes : Answer::kNo;
}

}  // namespace release

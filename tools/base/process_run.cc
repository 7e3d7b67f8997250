// Run(): a command to its end, with its output.
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "tools/base/diagnosis.h"
#include "tools/base/process.h"
#include "tools/base/text.h"

namespace release {
namespace {

absl::Duration Now() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

constexpr size_t kPipeSize = 64 * 1024;  // Linux's default

// Collects what a stream gives, and drops what is over the limit so that the writer is not blocked.
class Collector {
 public:
  Collector(FileDescriptor fd, size_t limit) : fd_(std::move(fd)), limit_(limit) {
    fcntl(fd_.get(), F_SETFL, O_NONBLOCK);
  }

  // -1 once the stream has ended; poll() ignores it.
  int fd() const { return fd_.get(); }

  // Takes what is there now, but no more than a pipe holds: a writer that is as fast as we are must
  // not keep us from looking at the time.
  void Drain() {
    char buffer[16 * 1024];
    for (size_t taken = 0; fd_.valid() && taken < kPipeSize;) {
      const ssize_t count = read(fd_.get(), buffer, sizeof(buffer));
      if (count > 0) {
        const size_t size = static_cast<size_t>(count);
        const size_t room = std::min(size, limit_ - text_.size());
        text_.append(buffer, room);
        cut_ = cut_ || room < size;
        taken += size;
      } else if (count < 0 && errno == EINTR) {
        continue;
      } else if (count < 0 && errno == EAGAIN) {
        return;
      } else {
        fd_.Close();
      }
    }
  }

  std::string TakeText() { return std::move(text_); }
  bool cut() const { return cut_; }

 private:
  FileDescriptor fd_;
  const size_t limit_;
  std::string text_;
  bool cut_ = false;
};

}  // namespace

absl::StatusOr<RunResult> Run(Command command, absl::Duration timeout, size_t output_limit) {
  command.out = Stdio::kPipe;
  command.err = Stdio::kPipe;
  const absl::Duration end = Now() + timeout;
  absl::StatusOr<Process> process = Process::Start(command);
  if (!process.ok()) return process.status();
  process->TakeStdin().Close();
  Collector out(process->TakeStdout(), output_limit);
  Collector err(process->TakeStderr(), output_limit);

  while (true) {
    const absl::Duration left = std::max(absl::ZeroDuration(), end - Now());
    const timespec limit = absl::ToTimespec(left);
    pollfd waits[] = {{out.fd(), POLLIN, 0}, {err.fd(), POLLIN, 0}, {process->pidfd(), POLLIN, 0}};
    const int count = ppoll(waits, std::size(waits),
                            left == absl::InfiniteDuration() ? nullptr : &limit, nullptr);
    if (count < 0) continue;  // EINTR
    if (waits[2].revents != 0) break;
    if (left == absl::ZeroDuration()) {
      process->Terminate(absl::ZeroDuration());
      return Diagnose(absl::StatusCode::kDeadlineExceeded,
                      {.code = "PROCESS-TIMEOUT",
                       .what = Concat(command.argv[0], " did not end in time"),
                       .why = Concat("it was stopped after ", absl::FormatDuration(timeout)),
                       .fix = "run it by hand to see what it waits for",
                       .retry = v1::RETRY_AFTER_OBSERVE});
    }
    if (waits[0].revents != 0) out.Drain();
    if (waits[1].revents != 0) err.Drain();
  }
  // Children that hold the pipes open must not hold us: what they wrote until now is all there is.
  process->SignalGroup(SIGKILL);
  absl::StatusOr<Exit> exit = process->Wait();
  if (!exit.ok()) return exit.status();
  out.Drain();
  err.Drain();
  return RunResult{.exit = *exit,
                   .out = out.TakeText(),
                   .err = err.TakeText(),
                   .out_cut = out.cut(),
                   .err_cut = err.cut()};
}

}  // namespace release

#include "tools/localcloud/stop_signals.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace release {

StopSignals::StopSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  fd_ = FileDescriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

std::optional<int> StopSignals::Take() {
  signalfd_siginfo info{};
  if (read(fd_.get(), &info, sizeof info) != sizeof info) return std::nullopt;
  const int signal = static_cast<int>(info.ssi_signo);
  if (first_ == 0) first_ = signal;
  return signal;
}

absl::Status StopSignals::Sleep(absl::Duration duration, const Process* process) {
  std::array<pollfd, 2> waits{pollfd{fd_.get(), POLLIN, 0},
                              pollfd{process == nullptr ? -1 : process->pidfd(), POLLIN, 0}};
  const timespec limit = absl::ToTimespec(duration);
  ppoll(waits.data(), waits.size(), &limit, nullptr);
  if (Take().has_value()) return absl::CancelledError("a signal asked to stop");
  return absl::OkStatus();
}

}  // namespace release

#include "tools/base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>

#include "tools/base/diagnosis.h"
#include "tools/base/process_launch.h"
#include "tools/base/text.h"

namespace release {
namespace {

absl::Duration Now() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

// True once `fd` is readable, false when `timeout` is over.
bool AwaitReadable(int fd, absl::Duration timeout) {
  const absl::Duration end = Now() + timeout;
  while (true) {
    const absl::Duration left = std::max(absl::ZeroDuration(), end - Now());
    const timespec limit = absl::ToTimespec(left);
    pollfd wait{fd, POLLIN, 0};
    const int count = ppoll(&wait, 1, left == absl::InfiniteDuration() ? nullptr : &limit, nullptr);
    if (count > 0) return true;
    if (count == 0) return false;
    // EINTR: a signal of ours; the time left is measured again.
  }
}

// A child's end of one standard stream, and what has to stay open until the fork.
struct Stream {
  int child = -1;
  FileDescriptor opened;  // the child's end when it is ours to close
  FileDescriptor ours;
};

absl::StatusOr<Stream> Connect(const Stdio& stdio, bool child_reads) {
  Stream stream;
  switch (stdio.kind) {
    case Stdio::kInherit:
      break;
    case Stdio::kFd:
      stream.child = stdio.fd;
      break;
    case Stdio::kNull: {
      absl::StatusOr<FileDescriptor> null =
          OpenFile("/dev/null", child_reads ? O_RDONLY : O_WRONLY);
      if (!null.ok()) return null.status();
      stream.opened = *std::move(null);
      stream.child = stream.opened.get();
      break;
    }
    case Stdio::kPipe: {
      absl::StatusOr<Pipe> pipe = MakePipe();
      if (!pipe.ok()) return pipe.status();
      stream.ours = std::move(child_reads ? pipe->write_end : pipe->read_end);
      stream.opened = std::move(child_reads ? pipe->read_end : pipe->write_end);
      stream.child = stream.opened.get();
      break;
    }
  }
  return stream;
}

}  // namespace

std::string Exit::ToString() const {
  if (!signalled) return Concat("exit code ", code_or_signal);
  const char* name = sigabbrev_np(code_or_signal);
  const char* words = sigdescr_np(code_or_signal);
  if (name == nullptr || words == nullptr) return Concat("killed by signal ", code_or_signal);
  return Concat("killed by SIG", name, " (", words, ")");
}

struct Process::State {
  std::string program;
  pid_t pid = -1;
  FileDescriptor pidfd;
  FileDescriptor in, out, err;
  bool group = false;
  std::mutex mutex;
  std::optional<Exit> exit;  // guarded by mutex

  void Signal(int signal) const {
    static_cast<void>(syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0));
  }

  void SignalGroup(int signal) const {
    if (group) {
      kill(-pid, signal);
    } else {
      Signal(signal);
    }
  }

  // The end of a process whose pidfd is readable. WNOWAIT leaves it a zombie, so that its pid, and
  // with it the number of its group, stays reserved; the raw system call also gives the usage.
  absl::StatusOr<Exit> Collect() {
    const std::lock_guard lock(mutex);
    if (exit.has_value()) return *exit;
    siginfo_t info{};
    rusage usage{};
    long result;
    do {
      result = syscall(SYS_waitid, P_PIDFD, pidfd.get(), &info, WEXITED | WNOWAIT, &usage);
    } while (result != 0 && errno == EINTR);
    if (result != 0) {
      return DiagnoseErrno(errno, {.code = "PROCESS-LOST",
                                   .what = Concat("nobody knows how ", program, " ended"),
                                   .why = "its exit status was taken by other code of this process",
                                   .fix = "this is a defect: report it"});
    }
    exit = Exit{.signalled = info.si_code != CLD_EXITED,
                .code_or_signal = info.si_status,
                .peak_rss_bytes = static_cast<uint64_t>(usage.ru_maxrss) * 1024};
    return *exit;
  }

  ~State() {
    if (!pidfd.valid()) return;
    SignalGroup(SIGKILL);
    Signal(SIGKILL);
    while (syscall(SYS_waitid, P_PIDFD, pidfd.get(), nullptr, WEXITED, nullptr) != 0 &&
           errno == EINTR) {
    }
  }
};

Process::Process(std::unique_ptr<State> state) : state_(std::move(state)) {}
Process::Process(Process&&) noexcept = default;
Process& Process::operator=(Process&&) noexcept = default;
Process::~Process() = default;

absl::StatusOr<Process> Process::Start(const Command& command) {
  absl::StatusOr<Stream> in = Connect(command.in, /*child_reads=*/true);
  if (!in.ok()) return in.status();
  absl::StatusOr<Stream> out = Connect(command.out, /*child_reads=*/false);
  if (!out.ok()) return out.status();
  absl::StatusOr<Stream> err = Connect(command.err, /*child_reads=*/false);
  if (!err.ok()) return err.status();

  auto state = std::make_unique<State>();
  absl::StatusOr<pid_t> pid = Launch(command, {in->child, out->child, err->child});
  if (!pid.ok()) return pid.status();
  state->program = command.argv[0];
  state->pid = *pid;
  state->group = command.own_process_group;
  state->pidfd = FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, *pid, 0)));
  if (!state->pidfd.valid()) {
    const int error_number = errno;
    kill(*pid, SIGKILL);
    while (waitpid(*pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return DiagnoseErrno(error_number, {.code = "DESCRIPTOR-LIMIT",
                                        .what = Concat("cannot watch ", command.argv[0]),
                                        .why = "pidfd_open",
                                        .fix = "raise the limit of open files (ulimit -n)",
                                        .retry = v1::RETRY_BACKOFF});
  }
  state->in = std::move(in->ours);
  state->out = std::move(out->ours);
  state->err = std::move(err->ours);
  return Process(std::move(state));
}

pid_t Process::pid() const { return state_->pid; }
int Process::pidfd() const { return state_->pidfd.get(); }
FileDescriptor Process::TakeStdin() { return std::move(state_->in); }
FileDescriptor Process::TakeStdout() { return std::move(state_->out); }
FileDescriptor Process::TakeStderr() { return std::move(state_->err); }

absl::StatusOr<Exit> Process::Wait() {
  AwaitReadable(state_->pidfd.get(), absl::InfiniteDuration());
  return state_->Collect();
}

std::optional<Exit> Process::WaitFor(absl::Duration timeout) {
  if (!AwaitReadable(state_->pidfd.get(), timeout)) return std::nullopt;
  const absl::StatusOr<Exit> exit = state_->Collect();
  // It has ended, and that is the question here; Wait() tells about a lost status.
  return exit.ok() ? *exit : Exit{.signalled = false, .code_or_signal = -1};
}

void Process::Signal(int signal) { state_->Signal(signal); }
void Process::SignalGroup(int signal) { state_->SignalGroup(signal); }

Exit Process::Terminate(absl::Duration grace) {
  SignalGroup(SIGTERM);
  const std::optional<Exit> exit = WaitFor(grace);
  SignalGroup(SIGKILL);
  return exit.has_value() ? *exit : *WaitFor(absl::InfiniteDuration());
}

}  // namespace release

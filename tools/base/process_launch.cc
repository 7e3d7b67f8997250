#include "tools/base/process_launch.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <cerrno>
#include <csignal>
#include <exception>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process_child.h"
#include "tools/base/text.h"

namespace release {
namespace {

namespace bp = boost::process::v2;

constexpr int kFirstExtraDescriptor = 3;

absl::Status BadCommand(const Command& command, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "PROCESS-COMMAND",
                   .what = Concat("cannot run `", command.argv.empty() ? "" : command.argv[0], "`"),
                   .why = std::move(why),
                   .fix = "this is a defect of the caller: report it"});
}

// To be called while errno tells why.
absl::Status NoDescriptor(const Command& command, std::string why) {
  return DiagnoseErrno(errno, {.code = "DESCRIPTOR-LIMIT",
                               .what = Concat("cannot start ", command.argv[0]),
                               .why = std::move(why),
                               .fix = "raise the limit of open files (ulimit -n)",
                               .retry = v1::RETRY_BACKOFF});
}

bool HasNul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

absl::Status CheckCommand(const Command& command) {
  if (command.argv.empty()) return BadCommand(command, "the command is empty");
  if (command.argv[0].find('/') == std::string::npos) {
    return BadCommand(command, "the program must be a path: PATH is not searched");
  }
  if (std::any_of(command.argv.begin(), command.argv.end(), HasNul)) {
    return BadCommand(command, "an argument holds a NUL byte");
  }
  for (const auto& [name, value] : command.env) {
    if (name.empty() || name.find('=') != std::string::npos || HasNul(name) || HasNul(value)) {
      return BadCommand(command, Concat("`", name, "` is not an environment variable"));
    }
  }
  std::set<int> numbers;
  for (const auto& [ours, number] : command.fds) {
    if (ours < 0 || number < kFirstExtraDescriptor || !numbers.insert(number).second) {
      return BadCommand(command, Concat("descriptor ", ours, " cannot become number ", number));
    }
  }
  return absl::OkStatus();
}

// Argument and environment arrays as execve wants them; pointers into `texts`.
std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

ChildSetup Prepare(const Command& command, const ChildStdio& stdio) {
  ChildSetup setup;
  const std::pair<int, int> streams[] = {{stdio.in, 0}, {stdio.out, 1}, {stdio.err, 2}};
  for (const auto& [ours, number] : streams) {
    if (ours >= 0) setup.descriptors.push_back({ours, number});
  }
  for (const auto& [ours, number] : command.fds) {
    setup.descriptors.push_back({ours, number});
    setup.first_free = std::max(setup.first_free, number + 1);
  }
  setup.process_group = command.own_process_group;
  setup.cwd = command.cwd;
  if (command.user_namespace.has_value()) {
    setup.user_namespace = true;
    setup.uid_map = Concat(command.user_namespace->uid, " ", geteuid(), " 1\n");
    setup.gid_map = Concat(command.user_namespace->gid, " ", getegid(), " 1\n");
  }
  setup.address_space_limit = command.address_space_limit.value_or(0);
  setup.core_dumps = command.core_dumps;
  setup.death_signal = command.parent_death_signal;
  setup.parent = getpid();
  return setup;
}

// Boost's launcher forks, and calls this in the child. We execute here instead of returning,
// because in 1.81 what comes next leaks descriptors (close_all), allocates (opendir), reports
// errors to a descriptor number that may by now be one of the child's own, and ends a failed child
// with exit(), which runs the parent's atexit handlers. (Before, it lists its asio services: one
// allocation, which glibc keeps possible after a fork.)
struct ExecuteInChild {
  ChildSetup& setup;

  template <typename Launcher, typename Path, typename CommandLine>
  boost::system::error_code on_exec_setup(Launcher&, const Path&, CommandLine&) const {
    RunChild(setup);
  }
};

// Blocks every signal of this thread while it lives, so that no handler runs in the child.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

// Boost's launcher opens a pipe, and for the handle an epoll, a timer, an event and a pid
// descriptor; when one of these fails, Asio loses the ones before it. So it is asked beforehand
// whether there is room for all.
absl::Status CheckDescriptorsLeft(const Command& command) {
  constexpr int kNeeded = 8;
  FileDescriptor probes[kNeeded];
  for (FileDescriptor& probe : probes) {
    probe = FileDescriptor(eventfd(0, EFD_CLOEXEC));
    if (!probe.valid()) return NoDescriptor(command, Concat(kNeeded, " descriptors are needed"));
  }
  return absl::OkStatus();
}

void KillAndReap(pid_t pid) {
  if (pid <= 0) return;
  kill(pid, SIGKILL);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// Only a fork: the handle is not kept, because Boost's has no rusage and no way to wait without
// reaping.
absl::StatusOr<pid_t> Fork(const Command& command, ChildSetup& setup) {
  if (absl::Status status = CheckDescriptorsLeft(command); !status.ok()) return status;
  bp::posix::default_launcher launcher;
  boost::system::error_code error;
  std::string problem;
  try {
    const SignalsBlocked blocked;
    boost::asio::io_context context;
    const std::vector<std::string> none;
    auto process = launcher(context.get_executor(), error, bp::filesystem::path(command.argv[0]),
                            none, ExecuteInChild{setup});
    process.detach();
  } catch (const std::exception& thrown) {
    problem = thrown.what();
  }
  if (!error && problem.empty()) return launcher.pid;
  KillAndReap(launcher.pid);
  return DiagnoseErrno(
      error ? error.value() : EAGAIN,
      {.code = "PROCESS-START",
       .what = Concat("cannot start ", command.argv[0]),
       .why = problem.empty() ? "fork" : problem,
       .fix = "raise the limits of processes and open files (ulimit -u, ulimit -n)",
       .retry = v1::RETRY_BACKOFF});
}

std::string_view Words(ChildStep step) {
  switch (step) {
    case ChildStep::kProcessGroup:
      return "making a process group";
    case ChildStep::kDescriptors:
      return "passing its descriptors";
    case ChildStep::kDirectory:
      return "entering its directory";
    case ChildStep::kUserNamespace:
      return "making a user namespace";
    case ChildStep::kLimits:
      return "setting its limits";
    case ChildStep::kDeathSignal:
      return "tying its life to ours";
    case ChildStep::kOrphaned:
      return "its parent ended first";
    case ChildStep::kExec:
      return "executing it";
  }
  return "starting";
}

absl::Status Explain(const Command& command, const ChildFailure& failure) {
  const std::string& program = command.argv[0];
  if (failure.step == ChildStep::kExec && failure.error_number == ENOENT) {
    return DiagnoseErrno(ENOENT, {.code = "PROCESS-NOT-FOUND",
                                  .what = Concat("there is no program ", program),
                                  .why = "it, or the interpreter it names, is missing",
                                  .fix = Concat("install it, or look at `ls -l ", program, "`")});
  }
  if (failure.step == ChildStep::kExec) {
    return DiagnoseErrno(failure.error_number,
                         {.code = "PROCESS-NOT-EXECUTABLE",
                          .what = Concat("cannot execute ", program),
                          .fix = Concat("look at `ls -l ", program, "` and `file ", program, "`")});
  }
  const bool directory = failure.step == ChildStep::kDirectory;
  return DiagnoseErrno(
      failure.error_number,
      {.code = "PROCESS-START",
       .what = Concat("cannot start ", program),
       .why = Concat(Words(failure.step), directory ? " " : "", directory ? command.cwd : ""),
       .fix = directory ? "make the directory first" : "check the limits and rights of this user"});
}

}  // namespace

absl::StatusOr<pid_t> Launch(const Command& command, const ChildStdio& stdio) {
  if (absl::Status status = CheckCommand(command); !status.ok()) return status;
  ChildSetup setup = Prepare(command, stdio);
  std::vector<std::string> arguments = command.argv;
  std::vector<std::string> environment;
  environment.reserve(command.env.size());
  for (const auto& [name, value] : command.env) environment.push_back(Concat(name, "=", value));
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> env = Pointers(environment);
  setup.executable = arguments[0].c_str();
  setup.argv = argv.data();
  setup.env = env.data();

  absl::StatusOr<Pipe> status_pipe = MakePipe();
  if (!status_pipe.ok()) return status_pipe.status();
  // Above the child's numbers, where placing them cannot overwrite it.
  FileDescriptor status_end(fcntl(status_pipe->write_end.get(), F_DUPFD_CLOEXEC, setup.first_free));
  if (!status_end.valid()) {
    return NoDescriptor(command, Concat("descriptor ", setup.first_free));
  }
  setup.status_fd = status_end.get();

  absl::StatusOr<pid_t> pid = Fork(command, setup);
  status_end.Close();
  status_pipe->write_end.Close();
  if (!pid.ok()) return pid;
  ChildFailure failure;
  ssize_t count;
  do {
    count = read(status_pipe->read_end.get(), &failure, sizeof(failure));
  } while (count < 0 && errno == EINTR);
  if (count == 0) return pid;
  KillAndReap(*pid);
  if (count != static_cast<ssize_t>(sizeof(failure))) failure = {ChildStep::kExec, EIO};
  return Explain(command, failure);
}

}  // namespace release

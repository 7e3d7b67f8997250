#include "tools/image/run/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/run/process_count.h"
#include "tools/image/run/sandbox_child.h"
#include "tools/image/run/sandbox_diagnosis.h"
#include "tools/image/run/sandbox_plan.h"
#include "tools/image/run/supervisor.h"
#include "tools/image/run/syscall_filter.h"

namespace release::image {
namespace {

constexpr uint64_t kNamespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |
                                 CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;

// The caller's ends of the sandbox's pipes.
struct Ends {
  FileDescriptor output;
  FileDescriptor status;
  FileDescriptor listener_socket;
};

std::vector<std::string> ExecutablesOf(const SandboxRequest& request) {
  const std::string& name = request.argv.front();
  if (name.find('/') != std::string::npos) return {name};
  std::vector<std::string> found;
  for (const std::string& variable : request.environment) {
    if (variable.rfind("PATH=", 0) != 0) continue;
    for (const absl::string_view folder : absl::StrSplit(variable.substr(5), ':')) {
      found.push_back(Concat(folder.empty() ? "." : StdView(folder), "/", name));
    }
  }
  if (found.empty()) found.push_back(name);
  return found;
}

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Where the kernel says that our command line is.
void FindCommandLine(ChildPlan& plan) {
  constexpr size_t kStartField = 45;  // behind the name: fields 48 and 49 of the file
  const absl::StatusOr<std::string> stat = ReadFile("/proc/self/stat", 4096);
  if (!stat.ok()) return;
  const std::vector<std::string> fields =
      absl::StrSplit(stat->substr(stat->rfind(')') + 1), ' ', absl::SkipWhitespace());
  uint64_t start = 0;
  uint64_t end = 0;
  if (fields.size() <= kStartField + 1 || !absl::SimpleAtoi(fields[kStartField], &start) ||
      !absl::SimpleAtoi(fields[kStartField + 1], &end) || start == 0 || end <= start) {
    return;
  }
  plan.command_line = reinterpret_cast<char*>(start);
  plan.command_line_size = end - start;
}

ChildPlan PlanOf(const SandboxRequest& request) {
  return {.root = request.directory,
          .hostname = request.hostname,
          .workdir = request.workdir,
          .uid_map = Concat("0 ", geteuid(), " 1"),
          .gid_map = Concat("0 ", getegid(), " 1"),
          .steps = SetupSteps(request),
          .filter = SyscallFilter(),
          .executables = ExecutablesOf(request),
          .argv = Pointers(request.argv),
          .environment = Pointers(request.environment),
          .root_user = request.user.uid == 0,
          .max_processes = request.max_processes};
}

// The first process of the sandbox; killed and reaped at the end.
class Init {
 public:
  explicit Init(const ChildPlan& plan) {
    const auto flags = kNamespaces | SIGCHLD;
    pid_ = static_cast<pid_t>(syscall(SYS_clone, flags, 0, 0, 0, 0));
    error_number_ = errno;
    if (pid_ == 0) RunSandboxInit(plan);
  }
  Init(const Init&) = delete;
  Init& operator=(const Init&) = delete;
  ~Init() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  pid_t pid() const { return pid_; }
  int error_number() const { return error_number_; }

 private:
  pid_t pid_ = -1;
  int error_number_ = 0;
};

FileDescriptor ReceiveListener(int socket) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control = {};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) <= 0) return {};
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return {};
  int fd = -1;
  memcpy(&fd, CMSG_DATA(header), sizeof fd);
  // Linux 6.6: answers wake the asker on this processor. Older ones refuse, and are only slower.
  constexpr uint64_t kSyncWakeUp = 1;
  ioctl(fd, SECCOMP_IOW(4, uint64_t), kSyncWakeUp);
  return FileDescriptor(fd);
}

// Why a sandbox is ended before its command is.
enum class Excess { kNone, kTime, kProcesses };

// How long processes can multiply before it is seen.
constexpr absl::Duration kBetweenCounts = absl::Milliseconds(20);

// Serves the sandbox until its last process has ended.
class Session {
 public:
  Session(const SandboxRequest& request, pid_t init, Ends ends, Owners& owners)
      : request_(request), init_(init), ends_(std::move(ends)), supervisor_(request, owners) {}

  Excess Serve() {
    const absl::Time end = absl::Now() + request_.timeout;
    absl::Time next_count = absl::InfiniteFuture();
    while (ends_.output.valid() || ends_.status.valid()) {
      const absl::Time now = absl::Now();
      if (now >= end) return Excess::kTime;
      if (now >= next_count) {
        if (processes_->Now() > request_.max_processes) return Excess::kProcesses;
        next_count = now + kBetweenCounts;
      }
      const absl::Duration left = std::min(end, next_count) - now;
      std::array<pollfd, 4> ready = {
          pollfd{ends_.output.get(), POLLIN, 0}, pollfd{ends_.status.get(), POLLIN, 0},
          pollfd{ends_.listener_socket.get(), POLLIN, 0}, pollfd{listener_.get(), POLLIN, 0}};
      const auto wait =
          static_cast<int>(std::min<int64_t>(absl::ToInt64Milliseconds(left) + 1, 1'000'000));
      if (poll(ready.data(), ready.size(), wait) < 0 && errno != EINTR) return Excess::kNone;
      if (ready[3].revents != 0 &&
          ((ready[3].revents & POLLIN) == 0 || !supervisor_.AnswerNext(listener_.get()))) {
        listener_.Close();
      }
      if (ready[2].revents != 0) {
        listener_ = ReceiveListener(ends_.listener_socket.get());
        ends_.listener_socket.Close();
        // Its sender is in the new root, as is the first process.
        processes_.emplace(init_);
        next_count = now;
      }
      if (ready[1].revents != 0) ReadStatus();
      if (ready[0].revents != 0) ReadOutput();
    }
    return Excess::kNone;
  }

  const std::optional<ChildReport>& report() const { return report_; }
  const Supervisor& supervisor() const { return supervisor_; }
  SandboxOutcome& outcome() { return outcome_; }

 private:
  void ReadStatus() {
    ChildReport report;
    if (read(ends_.status.get(), &report, sizeof report) != sizeof report) {
      ends_.status.Close();
    } else if (!report_.has_value()) {
      report_ = report;
    }
  }

  void ReadOutput() {
    std::array<char, 32 << 10> buffer;
    const ssize_t size = read(ends_.output.get(), buffer.data(), buffer.size());
    if (size <= 0) {
      if (size < 0 && errno == EINTR) return;
      ends_.output.Close();
      return;
    }
    const std::string_view bytes(buffer.data(), static_cast<size_t>(size));
    outcome_.output_size += bytes.size();
    std::string& tail = outcome_.output_tail;
    tail += bytes;
    if (tail.size() > request_.output_tail) tail.erase(0, tail.size() - request_.output_tail);
    if (request_.output) request_.output(bytes);
  }

  const SandboxRequest& request_;
  pid_t init_;
  Ends ends_;
  FileDescriptor listener_;
  std::optional<ProcessCount> processes_;
  Supervisor supervisor_;
  std::optional<ChildReport> report_;
  SandboxOutcome outcome_;
};

absl::Status ExcessFailure(Excess excess, const SandboxRequest& request) {
  if (excess == Excess::kProcesses) {
    return Diagnose(absl::StatusCode::kResourceExhausted,
                    {"IMAGE-RUN-TOO-MANY-PROCESSES",
                     Concat("the command had more than ", request.max_processes,
                            " processes at the same time, and was ended"),
                     "", "let it run fewer at once, or wait for those that it started"});
  }
  return Diagnose(absl::StatusCode::kDeadlineExceeded,
                  {"IMAGE-RUN-TIMEOUT",
                   Concat("the command did not end within ", absl::FormatDuration(request.timeout)),
                   "", "find what it waits for; there is no network and no terminal here"});
}

}  // namespace

absl::StatusOr<SandboxOutcome> RunSandbox(const SandboxRequest& request, Owners& owners) {
  absl::StatusOr<Pipe> output = MakePipe();
  if (!output.ok()) return output.status();
  absl::StatusOr<Pipe> status = MakePipe();
  if (!status.ok()) return status.status();
  absl::StatusOr<SocketPair> sockets = MakeSocketPair();
  if (!sockets.ok()) return sockets.status();
  absl::StatusOr<FileDescriptor> null = OpenFile("/dev/null");
  if (!null.ok()) return null.status();

  ChildPlan plan = PlanOf(request);
  plan.null_fd = null->get();
  plan.output_fd = output->write_end.get();
  plan.status_fd = status->write_end.get();
  plan.listener_socket = sockets->theirs.get();
  FindCommandLine(plan);
  const Init init(plan);
  if (init.pid() < 0) return NoNamespaces(init.error_number());
  output->write_end.Close();
  status->write_end.Close();
  sockets->theirs.Close();

  Session session(
      request, init.pid(),
      {std::move(output->read_end), std::move(status->read_end), std::move(sockets->ours)}, owners);
  const Excess excess = session.Serve();
  if (excess != Excess::kNone) return ExcessFailure(excess, request);
  if (session.supervisor().blind()) return NoNamespaces(EPERM);
  const std::optional<ChildReport>& report = session.report();
  if (!report.has_value()) {
    return Diagnose(absl::StatusCode::kAborted,
                    {"IMAGE-RUN-SETUP", "the sandbox was killed from outside",
                     "its first process ended without a word; often memory was short",
                     "give the build more memory, or stop other programs", v1::RETRY_BACKOFF});
  }
  if (report->phase != ChildPhase::kEnded) return SetupFailure(*report, plan);
  SandboxOutcome& outcome = session.outcome();
  outcome.wait_status = report->value;
  outcome.refused_devices = session.supervisor().refused_devices();
  return std::move(outcome);
}

}  // namespace release::image

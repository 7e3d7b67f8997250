#include "tools/image/run/sandbox_child.h"

#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tools/image/run/command_child.h"

namespace release::image {
namespace {

// Where the descriptors of both processes are.
constexpr int kFirstFree = 5;

[[noreturn]] void Fail(ChildPhase phase, int32_t detail = 0) {
  ReportPhase({phase, detail, errno});
  _exit(127);
}

bool PlaceDescriptors(const ChildPlan& plan) {
  const int sources[kFirstFree] = {plan.null_fd, plan.output_fd, plan.output_fd, plan.status_fd,
                                   plan.listener_socket};
  int moved[kFirstFree] = {};
  for (int i = 0; i < kFirstFree; ++i) {
    moved[i] = fcntl(sources[i], F_DUPFD_CLOEXEC, 16);
    if (moved[i] < 0) return false;
  }
  for (int i = 0; i < kFirstFree; ++i) {
    if (dup3(moved[i], i, i > 2 ? O_CLOEXEC : 0) < 0) {
      if (errno != EINVAL) return false;
    }
  }
  return syscall(SYS_close_range, kFirstFree, ~0U, 0) == 0;
}

void ResetSignals() {
  struct sigaction plain = {};
  plain.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) sigaction(number, &plain, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool WriteTo(const char* path, const char* text, size_t size) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool ok = write(fd, text, size) == static_cast<ssize_t>(size);
  const int error_number = errno;
  close(fd);
  errno = error_number;
  return ok;
}

bool MapIds(const ChildPlan& plan) {
  // The kernel takes a gid map from an ordinary user only after setgroups is given up.
  return WriteTo("/proc/self/setgroups", "deny", 4) &&
         WriteTo("/proc/self/uid_map", plan.uid_map.data(), plan.uid_map.size()) &&
         WriteTo("/proc/self/gid_map", plan.gid_map.data(), plan.gid_map.size());
}

const char* OrNull(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

bool Perform(const SetupStep& step) {
  const char* target = step.target.c_str();
  switch (step.kind) {
    case SetupKind::kMount:
      return mount(OrNull(step.source), target, OrNull(step.type), step.flags, OrNull(step.data)) ==
             0;
    case SetupKind::kMakeDirectory:
      return mkdir(target, step.mode) == 0 || (step.may_exist && errno == EEXIST);
    case SetupKind::kMakeFile: {
      const int fd =
          open(target, O_WRONLY | O_CREAT | O_CLOEXEC | (step.may_exist ? 0 : O_EXCL), step.mode);
      return fd >= 0 && close(fd) == 0;
    }
    case SetupKind::kMakeLink:
      return symlink(step.source.c_str(), target) == 0;
  }
  return false;
}

// The root becomes "/", and the old one goes away.
bool EnterRoot(const ChildPlan& plan) {
  return chdir(plan.root.c_str()) == 0 && syscall(SYS_pivot_root, ".", ".") == 0 &&
         umount2(".", MNT_DETACH) == 0 && chdir("/") == 0;
}

bool BringLoopbackUp() {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  ifreq request = {};
  memcpy(request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  const bool ok = ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  const int error_number = errno;
  close(fd);
  errno = error_number;
  return ok;
}

}  // namespace

void ReportPhase(const ChildReport& report) {
  // Fits a pipe's atomic write; nobody is left to tell when it fails.
  [[maybe_unused]] const ssize_t written = write(kStatusFd, &report, sizeof report);
}

void RunSandboxInit(const ChildPlan& plan) {
  ResetSignals();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!PlaceDescriptors(plan)) _exit(127);
  // The caller may have died before the signal was set; its end of the socket is closed then.
  pollfd peer{kListenerSocket, 0, 0};
  if (poll(&peer, 1, 0) > 0 && (peer.revents & POLLHUP) != 0) _exit(127);

  if (plan.command_line != nullptr) memset(plan.command_line, 0, plan.command_line_size);
  prctl(PR_SET_NAME, "init");
  umask(0);
  if (!MapIds(plan)) Fail(ChildPhase::kUserNamespace);
  if (sethostname(plan.hostname.data(), plan.hostname.size()) != 0) Fail(ChildPhase::kHostname);
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    if (!Perform(plan.steps[i])) Fail(ChildPhase::kSetup, static_cast<int32_t>(i));
  }
  if (!EnterRoot(plan)) Fail(ChildPhase::kRoot);
  if (!BringLoopbackUp()) Fail(ChildPhase::kLoopback);

  // Not fork(): it takes locks that a thread of the caller may have held.
  const auto command = static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
  if (command < 0) Fail(ChildPhase::kFork);
  if (command == 0) RunCommandChild(plan);
  close(kListenerSocket);
  while (true) {
    int status = 0;
    const pid_t ended = waitpid(-1, &status, 0);
    if (ended == command) {
      ReportPhase({ChildPhase::kEnded, 0, status});
      // The kernel kills whatever is left in the namespace.
      _exit(0);
    }
    if (ended < 0 && errno != EINTR) _exit(127);
  }
}

}  // namespace release::image

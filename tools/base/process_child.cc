#include "tools/base/process_child.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace release {
namespace {

[[noreturn]] void Fail(const ChildSetup& setup, ChildStep step) {
  const ChildFailure failure{step, errno};
  ssize_t written;
  do {
    written = write(setup.status_fd, &failure, sizeof(failure));
  } while (written < 0 && errno == EINTR);
  _exit(127);
}

// Handlers of the parent must not run in the child, and an ignored SIGPIPE must not reach programs
// that rely on dying from it. The parent blocked all signals before the fork, so none gets between.
void ResetSignals() {
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
}

void UnblockSignals() {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// First everything is copied out of the way, then to its place: a target may be the source of
// another. Whatever else is open, ours or leaked by a library, closes with the exec.
bool PlaceDescriptors(ChildSetup& setup) {
  if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return false;
  for (ChildDescriptor& descriptor : setup.descriptors) {
    descriptor.moved = fcntl(descriptor.source, F_DUPFD_CLOEXEC, setup.first_free);
    if (descriptor.moved < 0) return false;
  }
  for (const ChildDescriptor& descriptor : setup.descriptors) {
    // The numbers differ, so dup2 always clears close-on-exec.
    if (dup2(descriptor.moved, descriptor.target) < 0) return false;
  }
  return true;
}

bool WriteFile(const char* path, const char* text, size_t size) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool ok = write(fd, text, size) == static_cast<ssize_t>(size);
  const int error_number = errno;
  close(fd);
  errno = error_number;
  return ok;
}

bool EnterUserNamespace(const ChildSetup& setup) {
  // The kernel takes a gid map from an ordinary user only after setgroups is given up.
  return unshare(CLONE_NEWUSER) == 0 && WriteFile("/proc/self/setgroups", "deny", 4) &&
         WriteFile("/proc/self/uid_map", setup.uid_map.data(), setup.uid_map.size()) &&
         WriteFile("/proc/self/gid_map", setup.gid_map.data(), setup.gid_map.size());
}

bool SetLimits(const ChildSetup& setup) {
  if (!setup.core_dumps) {
    const rlimit none{0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return false;
  }
  if (setup.address_space_limit != 0) {
    const rlimit bytes{setup.address_space_limit, setup.address_space_limit};
    if (setrlimit(RLIMIT_AS, &bytes) != 0) return false;
  }
  return true;
}

}  // namespace

void RunChild(ChildSetup& setup) {
  ResetSignals();
  if (setup.process_group && setpgid(0, 0) != 0) Fail(setup, ChildStep::kProcessGroup);
  if (!PlaceDescriptors(setup)) Fail(setup, ChildStep::kDescriptors);
  if (!setup.cwd.empty() && chdir(setup.cwd.c_str()) != 0) Fail(setup, ChildStep::kDirectory);
  if (setup.user_namespace && !EnterUserNamespace(setup)) Fail(setup, ChildStep::kUserNamespace);
  if (!SetLimits(setup)) Fail(setup, ChildStep::kLimits);
  // After the namespace: a change of credentials clears the death signal.
  if (setup.death_signal != 0) {
    if (prctl(PR_SET_PDEATHSIG, setup.death_signal) != 0) Fail(setup, ChildStep::kDeathSignal);
    // The parent may have died before the signal was set; then nobody would send it.
    if (getppid() != setup.parent) Fail(setup, ChildStep::kOrphaned);
  }
  UnblockSignals();
  execve(setup.executable, setup.argv, setup.env);
  Fail(setup, ChildStep::kExec);
}

}  // namespace release

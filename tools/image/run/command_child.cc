#include "tools/image/run/command_child.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace release::image {
namespace {

// What a container build leaves to root.
constexpr int kKept[] = {
    CAP_CHOWN,   CAP_DAC_OVERRIDE, CAP_FSETID,      CAP_FOWNER,           CAP_MKNOD,
    CAP_NET_RAW, CAP_SETGID,       CAP_SETUID,      CAP_SETFCAP,          CAP_SETPCAP,
    CAP_KILL,    CAP_SYS_CHROOT,   CAP_AUDIT_WRITE, CAP_NET_BIND_SERVICE,
};

[[noreturn]] void Fail(ChildPhase phase, int32_t detail = 0) {
  ReportPhase({phase, detail, errno});
  _exit(127);
}

bool Limit(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
  rlimit now = {};
  if (getrlimit(resource, &now) != 0) return false;
  const rlim_t high = std::min(hard, now.rlim_max);
  const rlimit wanted{std::min(soft, high), high};
  return setrlimit(resource, &wanted) == 0;
}

bool SetLimits(const ChildPlan& plan) {
  // The cell keeps its hard limit, so that any number can be written into it later.
  rlimit cell = {};
  if (getrlimit(RLIMIT_RTTIME, &cell) != 0) return false;
  cell.rlim_cur = std::min<rlim_t>(kIdsCell, cell.rlim_max);
  // Counts threads too, and binds ordinary users only. The caller counts processes and says so when
  // there are too many; this holds until it has looked.
  constexpr rlim_t kThreads = 8;
  const rlim_t tasks = kThreads * static_cast<rlim_t>(plan.max_processes);
  return setrlimit(RLIMIT_RTTIME, &cell) == 0 && Limit(RLIMIT_CORE, 0, 0) &&
         Limit(RLIMIT_NOFILE, 1024, RLIM_INFINITY) &&
         Limit(RLIMIT_STACK, 8U << 20U, RLIM_INFINITY) && Limit(RLIMIT_NPROC, tasks, tasks);
}

bool DropCapabilities(bool root_user) {
  uint64_t kept = 0;
  if (root_user) {
    for (const int capability : kKept) kept |= uint64_t{1} << static_cast<unsigned>(capability);
  }
  for (int capability = 0; capability < 64; ++capability) {
    if ((kept >> static_cast<unsigned>(capability) & 1U) != 0) continue;
    // Beyond the last one that the kernel knows: EINVAL.
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) {
      if (errno == EINVAL) break;
      return false;
    }
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  for (unsigned i = 0; i < 2; ++i) {
    data[i].effective = data[i].permitted = static_cast<uint32_t>(kept >> (32U * i));
  }
  return syscall(SYS_capset, &header, data) == 0;
}

bool SendListener(int listener) {
  char byte = 'l';
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &listener, sizeof listener);
  return sendmsg(kListenerSocket, &message, MSG_NOSIGNAL) == 1;
}

bool BeSupervised(const ChildPlan& plan) {
  sock_fprog program{static_cast<uint16_t>(plan.filter.size()),
                     const_cast<sock_filter*>(plan.filter.data())};
  // Without the second flag (kernel 5.19) a signal can have a call made twice.
  unsigned flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
  long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  if (listener < 0 && errno == EINVAL) {
    flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  }
  if (listener < 0) return false;
  const bool sent = SendListener(static_cast<int>(listener));
  close(static_cast<int>(listener));
  return sent;
}

}  // namespace

void RunCommandChild(const ChildPlan& plan) {
  setsid();
  umask(022);
  if (chdir(plan.workdir.c_str()) != 0) Fail(ChildPhase::kWorkdir);
  if (!SetLimits(plan)) Fail(ChildPhase::kLimits);
  if (!DropCapabilities(plan.root_user)) Fail(ChildPhase::kCapabilities);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) Fail(ChildPhase::kCapabilities);
  if (!BeSupervised(plan)) Fail(ChildPhase::kSupervision);
  close(kListenerSocket);

  // As a shell looks a program up: what may not be executed is remembered, the search goes on.
  int error_number = ENOENT;
  int32_t failed = 0;
  for (size_t i = 0; i < plan.executables.size(); ++i) {
    execve(plan.executables[i].c_str(), plan.argv.data(), plan.environment.data());
    if (errno == ENOTDIR || (errno == ENOENT && error_number != ENOENT)) continue;
    if (errno == ENOENT && i != 0) {
      // An executable that is there but whose interpreter is not says the same: keep the first.
      continue;
    }
    error_number = errno;
    failed = static_cast<int32_t>(i);
    if (error_number != ENOENT && error_number != EACCES) break;
  }
  errno = error_number;
  Fail(ChildPhase::kExec, failed);
}

}  // namespace release::image

#include "tools/image/run/syscall_filter.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/syscall.h>

#include <cstddef>
#include <cstdint>

namespace release::image {
namespace {

#if defined(__x86_64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the supervisor does not know this processor's system calls"
#endif

// None that makes a process: a signal can interrupt a call before it is received.
constexpr uint32_t kAsked[] = {
    // Owners and attributes of files.
    SYS_fchown,
    SYS_fchownat,
    SYS_fstat,
    SYS_newfstatat,
    SYS_statx,
    SYS_setxattr,
    SYS_lsetxattr,
    SYS_fsetxattr,
    SYS_getxattr,
    SYS_lgetxattr,
    SYS_fgetxattr,
    SYS_listxattr,
    SYS_llistxattr,
    SYS_flistxattr,
    SYS_removexattr,
    SYS_lremovexattr,
    SYS_fremovexattr,
    // Ids of processes.
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_getresuid,
    SYS_getresgid,
    SYS_getgroups,
    SYS_setuid,
    SYS_setgid,
    SYS_setreuid,
    SYS_setregid,
    SYS_setresuid,
    SYS_setresgid,
    SYS_setgroups,
    SYS_setfsuid,
    SYS_setfsgid,
    // New files, whose owner is who made them.
    SYS_mknodat,
    SYS_mkdirat,
    SYS_symlinkat,
    SYS_openat2,
#if defined(__x86_64__)
    SYS_chown,
    SYS_lchown,
    SYS_stat,
    SYS_lstat,
    SYS_mknod,
    SYS_mkdir,
    SYS_symlink,
    SYS_creat,
#endif
};

// Calls that are asked when an argument has O_CREAT.
struct Opening {
  uint32_t number;
  uint32_t flags_argument;
};
constexpr Opening kOpenings[] = {
    {SYS_openat, 2},
#if defined(__x86_64__)
    {SYS_open, 1},
#endif
};

sock_filter Load(size_t offset) {
  return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<uint32_t>(offset)};
}
sock_filter Jump(uint16_t test, uint32_t value, size_t if_true, size_t if_false) {
  return {static_cast<uint16_t>(BPF_JMP | test | BPF_K), static_cast<uint8_t>(if_true),
          static_cast<uint8_t>(if_false), value};
}
sock_filter Return(uint32_t action) { return {BPF_RET | BPF_K, 0, 0, action}; }

size_t ArgumentOffset(uint32_t argument) {
  return offsetof(seccomp_data, args) + argument * sizeof(uint64_t);
}

}  // namespace

std::vector<sock_filter> SyscallFilter() {
  std::vector<sock_filter> filter = {
    Load(offsetof(seccomp_data, arch)),
    Jump(BPF_JEQ, kArchitecture, 1, 0),
    Return(SECCOMP_RET_KILL_PROCESS),
    Load(offsetof(seccomp_data, nr)),
#if defined(__x86_64__)
    Jump(BPF_JGE, 0x40000000, 0, 1),  // the x32 form of every call
    Return(SECCOMP_RET_KILL_PROCESS),
#endif
  };
  for (const Opening& opening : kOpenings) {
    filter.push_back(Jump(BPF_JEQ, opening.number, 0, 4));
    filter.push_back(Load(ArgumentOffset(opening.flags_argument)));
    filter.push_back(Jump(BPF_JSET, O_CREAT, 0, 1));
    filter.push_back(Return(SECCOMP_RET_USER_NOTIF));
    filter.push_back(Return(SECCOMP_RET_ALLOW));
  }
  // The handlers of one signal, when they are set.
  filter.push_back(Jump(BPF_JEQ, SYS_rt_sigaction, 0, 6));
  filter.push_back(Load(ArgumentOffset(0)));
  filter.push_back(Jump(BPF_JEQ, SIGCHLD, 0, 3));
  filter.push_back(Load(ArgumentOffset(1)));
  filter.push_back(Jump(BPF_JEQ, 0, 1, 0));
  filter.push_back(Return(SECCOMP_RET_USER_NOTIF));
  filter.push_back(Return(SECCOMP_RET_ALLOW));
  for (const uint32_t number : kAsked) {
    filter.push_back(Jump(BPF_JEQ, number, 0, 1));
    filter.push_back(Return(SECCOMP_RET_USER_NOTIF));
  }
  filter.push_back(Return(SECCOMP_RET_ALLOW));
  return filter;
}

}  // namespace release::image

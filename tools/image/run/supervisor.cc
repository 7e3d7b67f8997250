#include "tools/image/run/supervisor.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace release::image {

Supervisor::Supervisor(const SandboxRequest& request, Owners& owners)
    : owners_(owners), ids_(CredentialsOf(request.user)), our_uid_(geteuid()) {}

bool Supervisor::AnswerNext(int listener) {
  seccomp_notif asked = {};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) {
    // ENOENT: who asked was killed meanwhile.
    return errno == ENOENT || errno == EINTR;
  }
  const Tracee tracee(static_cast<pid_t>(asked.pid));
  const Answer answer = Decide(asked.data, tracee, asked.id, listener);
  seccomp_notif_resp response = {};
  response.id = asked.id;
  if (!answer.has_value()) {
    response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  } else if (*answer < 0) {
    response.error = static_cast<int32_t>(*answer);
  } else {
    response.val = *answer;
  }
  // Fails when who asked is gone, or has got a descriptor as its answer: nothing to do then.
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
  return true;
}

FileDescriptor Supervisor::Find(const Tracee& tracee, const Where& where) {
  if (where.path == 0) {
    return where.empty_is_directory ? tracee.OpenDescriptor(where.directory) : FileDescriptor();
  }
  const std::optional<std::string> path = tracee.ReadText(where.path);
  if (!path.has_value()) {
    blind_ = blind_ || errno == EPERM;
    return {};
  }
  if (path->empty()) {
    if (!where.empty_is_directory) return {};
    return where.directory == AT_FDCWD ? tracee.Open(AT_FDCWD, ".", true)
                                       : tracee.OpenDescriptor(where.directory);
  }
  return tracee.Open(where.directory, *path, where.follow);
}

Supervisor::Answer Supervisor::Decide(const seccomp_data& call, const Tracee& tracee, uint64_t id,
                                      int listener) {
  const auto& args = call.args;
  const auto id32 = [&](int i) { return static_cast<uint32_t>(args[i]); };
  // Path, or descriptor, of a call that has it first.
  const auto at_path = [&](bool follow) {
    return Find(tracee, {.directory = AT_FDCWD, .path = args[0], .follow = follow});
  };
  const auto at_fd = [&] { return tracee.OpenDescriptor(static_cast<int>(args[0])); };
  const auto at_flags = [&](uint64_t flags) {
    return Find(tracee, {.directory = static_cast<int>(args[0]),
                         .path = args[1],
                         .follow = (flags & AT_SYMLINK_NOFOLLOW) == 0,
                         .empty_is_directory = (flags & AT_EMPTY_PATH) != 0});
  };
  switch (call.nr) {
    case SYS_fchown:
      return Chown(tracee, at_fd(), id32(1), id32(2));
    case SYS_fchownat:
      return Chown(tracee, at_flags(args[4]), id32(2), id32(3));
    case SYS_fstat:
      return owners_.plain() ? Answer() : Stat(tracee, at_fd(), args[1]);
    case SYS_newfstatat:
      return owners_.plain() ? Answer() : Stat(tracee, at_flags(args[3]), args[2]);
    case SYS_statx:
      return owners_.plain() ? Answer() : Statx(tracee, at_flags(args[2]), call);
#if defined(__x86_64__)
    case SYS_chown:
      return Chown(tracee, at_path(true), id32(1), id32(2));
    case SYS_lchown:
      return Chown(tracee, at_path(false), id32(1), id32(2));
    case SYS_stat:
      return owners_.plain() ? Answer() : Stat(tracee, at_path(true), args[1]);
    case SYS_lstat:
      return owners_.plain() ? Answer() : Stat(tracee, at_path(false), args[1]);
#endif
    case SYS_setxattr:
      return SetXattr(tracee, at_path(true), call);
    case SYS_lsetxattr:
      return SetXattr(tracee, at_path(false), call);
    case SYS_fsetxattr:
      return SetXattr(tracee, at_fd(), call);
    case SYS_getxattr:
      return owners_.plain() ? Answer() : GetXattr(tracee, at_path(true), call);
    case SYS_lgetxattr:
      return owners_.plain() ? Answer() : GetXattr(tracee, at_path(false), call);
    case SYS_fgetxattr:
      return owners_.plain() ? Answer() : GetXattr(tracee, at_fd(), call);
    case SYS_listxattr:
      return owners_.plain() ? Answer() : ListXattrs(tracee, at_path(true), call);
    case SYS_llistxattr:
      return owners_.plain() ? Answer() : ListXattrs(tracee, at_path(false), call);
    case SYS_flistxattr:
      return owners_.plain() ? Answer() : ListXattrs(tracee, at_fd(), call);
    case SYS_removexattr:
      return owners_.plain() ? Answer() : RemoveXattr(tracee, at_path(true), call);
    case SYS_lremovexattr:
      return owners_.plain() ? Answer() : RemoveXattr(tracee, at_path(false), call);
    case SYS_fremovexattr:
      return owners_.plain() ? Answer() : RemoveXattr(tracee, at_fd(), call);
    case SYS_getuid:
    case SYS_geteuid:
    case SYS_getgid:
    case SYS_getegid:
    case SYS_getresuid:
    case SYS_getresgid:
    case SYS_getgroups:
      return GetIds(call, tracee);
    case SYS_setuid:
    case SYS_setgid:
    case SYS_setreuid:
    case SYS_setregid:
    case SYS_setresuid:
    case SYS_setresgid:
    case SYS_setgroups:
    case SYS_setfsuid:
    case SYS_setfsgid:
      return SetIds(call, tracee);
    case SYS_rt_sigaction:
      return HandleChild(tracee, args[1]);
    default:
      return Create(call, tracee, id, listener);
  }
}

}  // namespace release::image

// New files. One that a process of other than the initial ids makes is made here, so that its owner
// is known; devices are refused.
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "tools/base/text.h"
#include "tools/image/run/supervisor.h"

namespace release::image {

bool Supervisor::IsInitial(const Tracee& tracee) const {
  if (ids_.AllInitial()) return true;
  const Credentials& who = ids_.Of(tracee.pid());
  return who.user.file == ids_.initial().user.file && who.group.file == ids_.initial().group.file;
}

void Supervisor::Own(const Tracee& tracee, int parent, int made) {
  const std::optional<struct statx> info = StatxOf(made);
  const std::optional<struct statx> folder = StatxOf(parent);
  if (!info.has_value() || !folder.has_value()) return;
  const Credentials& who = ids_.Of(tracee.pid());
  Ownership owner{who.user.file, who.group.file, {}};
  if ((folder->stx_mode & S_ISGID) != 0) owner.gid = SeenOwner(*folder).gid;
  owners_.Set(KeyOf(*info), owner);
}

Supervisor::Answer Supervisor::Create(const seccomp_data& call, const Tracee& tracee, uint64_t id,
                                      int listener) {
  const auto& args = call.args;
  const auto at = [&](bool follow) {
    return Where{.directory = static_cast<int>(args[0]), .path = args[1], .follow = follow};
  };
  const Where here{.directory = AT_FDCWD, .path = args[0], .follow = false};
  switch (call.nr) {
    case SYS_mknodat:
      return MakeNode(tracee, at(false), args[2]);
    case SYS_mkdirat:
      return MakeDirectory(tracee, at(false), args[2]);
    case SYS_symlinkat:
      return MakeSymlink(tracee,
                         {.directory = static_cast<int>(args[1]), .path = args[2], .follow = false},
                         args[0]);
    case SYS_openat:
      return OpenNew(tracee, at(true), args[2], args[3], id, listener);
    case SYS_openat2: {
      open_how how = {};
      if (args[3] < sizeof how || !tracee.Read(args[2], &how, sizeof how)) return std::nullopt;
      if ((how.flags & O_CREAT) == 0 || how.resolve != 0) return std::nullopt;
      return OpenNew(tracee, at(true), how.flags, how.mode, id, listener);
    }
#if defined(__x86_64__)
    case SYS_mknod:
      return MakeNode(tracee, here, args[1]);
    case SYS_mkdir:
      return MakeDirectory(tracee, here, args[1]);
    case SYS_symlink:
      return MakeSymlink(tracee, {.directory = AT_FDCWD, .path = args[1], .follow = false},
                         args[0]);
    case SYS_open:
      return OpenNew(tracee, here, args[1], args[2], id, listener);
    case SYS_creat:
      return OpenNew(tracee, here, O_CREAT | O_WRONLY | O_TRUNC, args[1], id, listener);
#endif
    default:
      return std::nullopt;
  }
}

Supervisor::Answer Supervisor::OpenNew(const Tracee& tracee, const Where& where, uint64_t flags,
                                       uint64_t mode, uint64_t id, int listener) {
  if (IsInitial(tracee) || (flags & O_TMPFILE) == O_TMPFILE) return std::nullopt;
  const std::optional<std::string> path = tracee.ReadText(where.path);
  if (!path.has_value() || path->empty()) return std::nullopt;
  // Something is there, be it a symlink to nowhere: no new file of this name.
  if (tracee.Open(where.directory, *path, /*follow=*/false).valid()) return std::nullopt;
  std::string name;
  const FileDescriptor parent = tracee.OpenParent(where.directory, *path, name);
  if (!parent.valid()) return std::nullopt;
  const mode_t bits = static_cast<mode_t>(mode) & 07777U & ~tracee.Umask();
  const FileDescriptor file(openat(
      parent.get(), name.c_str(), static_cast<int>(flags) | O_EXCL | O_NOFOLLOW | O_CLOEXEC, bits));
  if (!file.valid()) return std::nullopt;
  fchmod(file.get(), bits);  // our own umask has had its part in it
  Own(tracee, parent.get(), file.get());
  seccomp_notif_addfd give = {};
  give.id = id;
  give.flags = SECCOMP_ADDFD_FLAG_SEND;
  give.srcfd = static_cast<uint32_t>(file.get());
  give.newfd_flags = static_cast<uint32_t>(flags & O_CLOEXEC);
  const int number = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &give);
  return number < 0 ? -EINTR : number;
}

Supervisor::Answer Supervisor::MakeNode(const Tracee& tracee, const Where& where, uint64_t mode) {
  const auto bits = static_cast<mode_t>(mode);
  const std::optional<std::string> path = tracee.ReadText(where.path);
  if (!path.has_value()) return std::nullopt;
  if (S_ISCHR(bits) || S_ISBLK(bits)) {
    constexpr size_t kEnough = 16;
    if (refused_devices_.size() < kEnough) refused_devices_.push_back(*path);
    return -EPERM;
  }
  if (IsInitial(tracee)) return std::nullopt;
  std::string name;
  const FileDescriptor parent = tracee.OpenParent(where.directory, *path, name);
  if (!parent.valid()) return std::nullopt;
  const mode_t permitted = (bits & 07777U) & ~tracee.Umask();
  if (mknodat(parent.get(), name.c_str(), (bits & S_IFMT) | permitted, 0) != 0) return -errno;
  fchmodat(parent.get(), name.c_str(), permitted, 0);
  const FileDescriptor made(openat(parent.get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  Own(tracee, parent.get(), made.get());
  return 0;
}

Supervisor::Answer Supervisor::MakeDirectory(const Tracee& tracee, const Where& where,
                                             uint64_t mode) {
  if (IsInitial(tracee)) return std::nullopt;
  const std::optional<std::string> path = tracee.ReadText(where.path);
  std::string name;
  const FileDescriptor parent =
      path.has_value() ? tracee.OpenParent(where.directory, *path, name) : FileDescriptor();
  if (!parent.valid()) return std::nullopt;
  const std::optional<struct statx> folder = StatxOf(parent.get());
  mode_t bits = static_cast<mode_t>(mode) & 01777U & ~tracee.Umask();
  if (folder.has_value()) bits |= folder->stx_mode & S_ISGID;
  if (mkdirat(parent.get(), name.c_str(), bits) != 0) return -errno;
  fchmodat(parent.get(), name.c_str(), bits, 0);
  const FileDescriptor made(openat(parent.get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  Own(tracee, parent.get(), made.get());
  return 0;
}

Supervisor::Answer Supervisor::MakeSymlink(const Tracee& tracee, const Where& where,
                                           uint64_t text) {
  if (IsInitial(tracee)) return std::nullopt;
  const std::optional<std::string> path = tracee.ReadText(where.path);
  const std::optional<std::string> target = tracee.ReadText(text);
  std::string name;
  const FileDescriptor parent =
      path.has_value() ? tracee.OpenParent(where.directory, *path, name) : FileDescriptor();
  if (!parent.valid() || !target.has_value()) return std::nullopt;
  if (symlinkat(target->c_str(), parent.get(), name.c_str()) != 0) return -errno;
  const FileDescriptor made(openat(parent.get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  Own(tracee, parent.get(), made.get());
  return 0;
}

}  // namespace release::image

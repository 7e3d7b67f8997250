// chown and stat.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tools/image/run/supervisor.h"

namespace release::image {

Ownership Supervisor::SeenOwner(const struct statx& info) const {
  const Ownership* found = owners_.Find(KeyOf(info));
  if (found != nullptr) return *found;
  // What is not ours was there before: devices, /proc.
  return info.stx_uid == our_uid_ ? owners_.initial() : Ownership{};
}

Supervisor::Answer Supervisor::Chown(const Tracee& tracee, const FileDescriptor& file, uint32_t uid,
                                     uint32_t gid) {
  const std::optional<struct statx> info =
      file.valid() ? StatxOf(file.get()) : std::optional<struct statx>();
  if (!info.has_value()) return std::nullopt;  // the kernel finds the error
  Ownership owner = SeenOwner(*info);
  const Credentials& who = ids_.Of(tracee.pid());
  if (who.user.file != 0) {
    const bool gives_away = uid != kKeepId && uid != owner.uid;
    const bool foreign_group = gid != kKeepId && gid != owner.gid && !who.IsInGroup(gid);
    if (owner.uid != who.user.file || gives_away || foreign_group) return -EPERM;
  }
  // To whom it belongs already: takes the setuid bit and the capability away, as chown does.
  if (fchownat(file.get(), "", our_uid_, getegid(), AT_EMPTY_PATH) != 0 && errno == EROFS) {
    return -EROFS;
  }
  if (uid != kKeepId) owner.uid = uid;
  if (gid != kKeepId) owner.gid = gid;
  owner.capability.clear();
  owners_.Set(KeyOf(*info), owner);
  return 0;
}

Supervisor::Answer Supervisor::Stat(const Tracee& tracee, const FileDescriptor& file, uint64_t to) {
  if (!file.valid()) return std::nullopt;
  const std::optional<struct statx> info = StatxOf(file.get());
  if (!info.has_value()) return std::nullopt;
  const Ownership owner = SeenOwner(*info);
  if (owner.uid == 0 && owner.gid == 0) return std::nullopt;
  struct stat answer = {};
  if (fstatat(file.get(), "", &answer, AT_EMPTY_PATH) != 0) return std::nullopt;
  answer.st_uid = owner.uid;
  answer.st_gid = owner.gid;
  if (!tracee.Write(to, &answer, sizeof answer)) return -EFAULT;
  return 0;
}

Supervisor::Answer Supervisor::Statx(const Tracee& tracee, const FileDescriptor& file,
                                     const seccomp_data& call) {
  if (!file.valid()) return std::nullopt;
  const auto sync = static_cast<unsigned>(call.args[2]) & AT_STATX_SYNC_TYPE;
  std::optional<struct statx> info =
      StatxOf(file.get(), sync, static_cast<unsigned>(call.args[3]) & ~STATX__RESERVED);
  if (!info.has_value()) return std::nullopt;
  const Ownership owner = SeenOwner(*info);
  if (owner.uid == 0 && owner.gid == 0) return std::nullopt;
  info->stx_uid = owner.uid;
  info->stx_gid = owner.gid;
  if (!tracee.Write(call.args[4], &*info, sizeof *info)) return -EFAULT;
  return 0;
}

}  // namespace release::image

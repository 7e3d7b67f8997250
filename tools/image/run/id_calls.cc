// Ids of processes.
#include <sys/syscall.h>

#include <cerrno>
#include <climits>

#include "tools/image/run/supervisor.h"

namespace release::image {
namespace {

std::optional<int64_t> Three(const Tracee& tracee, const IdSet& ids, const seccomp_data& call) {
  const bool written = tracee.Write(call.args[0], &ids.real, sizeof ids.real) &&
                       tracee.Write(call.args[1], &ids.effective, sizeof ids.effective) &&
                       tracee.Write(call.args[2], &ids.saved, sizeof ids.saved);
  return written ? 0 : -EFAULT;
}

}  // namespace

Supervisor::Answer Supervisor::GetIds(const seccomp_data& call, const Tracee& tracee) {
  const Credentials& who = ids_.Of(tracee.pid());
  switch (call.nr) {
    case SYS_getuid:
      return who.user.real;
    case SYS_geteuid:
      return who.user.effective;
    case SYS_getgid:
      return who.group.real;
    case SYS_getegid:
      return who.group.effective;
    case SYS_getresuid:
      return Three(tracee, who.user, call);
    case SYS_getresgid:
      return Three(tracee, who.group, call);
    default:
      break;
  }
  const auto room = static_cast<int>(call.args[0]);
  if (room < 0) return -EINVAL;
  const size_t count = who.groups.size();
  if (room == 0 || count == 0) return static_cast<int64_t>(count);
  if (static_cast<size_t>(room) < count) return -EINVAL;
  if (!tracee.Write(call.args[1], who.groups.data(), count * sizeof(uint32_t))) return -EFAULT;
  return static_cast<int64_t>(count);
}

Supervisor::Answer Supervisor::SetIds(const seccomp_data& call, const Tracee& tracee) {
  Credentials who = ids_.Of(tracee.pid());
  const bool root = who.IsRoot();
  const auto id = [&](int i) { return static_cast<uint32_t>(call.args[i]); };
  int error = 0;
  int64_t answer = 0;
  switch (call.nr) {
    case SYS_setuid:
      error = SetId(who.user, id(0), root);
      break;
    case SYS_setgid:
      error = SetId(who.group, id(0), root);
      break;
    case SYS_setreuid:
      error = SetRealEffective(who.user, id(0), id(1), root);
      break;
    case SYS_setregid:
      error = SetRealEffective(who.group, id(0), id(1), root);
      break;
    case SYS_setresuid:
      error = SetAllThree(who.user, id(0), id(1), id(2), root);
      break;
    case SYS_setresgid:
      error = SetAllThree(who.group, id(0), id(1), id(2), root);
      break;
    case SYS_setfsuid:
      answer = SetFileId(who.user, id(0), root);
      break;
    case SYS_setfsgid:
      answer = SetFileId(who.group, id(0), root);
      break;
    default: {
      const auto count = static_cast<size_t>(id(0));
      if (!root) return -EPERM;
      if (count > NGROUPS_MAX) return -EINVAL;
      who.groups.resize(count);
      if (count != 0 && !tracee.Read(call.args[1], who.groups.data(), count * sizeof(uint32_t))) {
        return -EFAULT;
      }
    }
  }
  if (error != 0) return -error;
  if (!ids_.Set(tracee.pid(), who)) return -EPERM;
  return answer;
}

}  // namespace release::image

#include "tools/image/run/credentials.h"

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "tools/image/run/sandbox_child.h"

namespace release::image {
namespace {

bool IsOneOf(uint32_t id, const IdSet& ids) {
  return id == ids.real || id == ids.effective || id == ids.saved;
}

}  // namespace

bool Credentials::IsInGroup(uint32_t gid) const {
  return gid == group.file || std::find(groups.begin(), groups.end(), gid) != groups.end();
}

Credentials CredentialsOf(const RunUser& user) {
  return {.user = {user.uid, user.uid, user.uid, user.uid},
          .group = {user.gid, user.gid, user.gid, user.gid},
          .groups = user.groups};
}

int SetId(IdSet& ids, uint32_t id, bool is_root) {
  if (id == kKeepId) return EINVAL;
  if (is_root) {
    ids = {id, id, id, id};
    return 0;
  }
  if (id != ids.real && id != ids.saved) return EPERM;
  ids.effective = ids.file = id;
  return 0;
}

int SetRealEffective(IdSet& ids, uint32_t real, uint32_t effective, bool is_root) {
  if (!is_root) {
    if (real != kKeepId && real != ids.real && real != ids.effective) return EPERM;
    if (effective != kKeepId && !IsOneOf(effective, ids)) return EPERM;
  }
  const uint32_t old_real = ids.real;
  if (real != kKeepId) ids.real = real;
  if (effective != kKeepId) ids.effective = effective;
  if (real != kKeepId || (effective != kKeepId && effective != old_real)) {
    ids.saved = ids.effective;
  }
  ids.file = ids.effective;
  return 0;
}

int SetAllThree(IdSet& ids, uint32_t real, uint32_t effective, uint32_t saved, bool is_root) {
  if (!is_root) {
    for (const uint32_t id : {real, effective, saved}) {
      if (id != kKeepId && !IsOneOf(id, ids)) return EPERM;
    }
  }
  if (real != kKeepId) ids.real = real;
  if (effective != kKeepId) ids.effective = effective;
  if (saved != kKeepId) ids.saved = saved;
  ids.file = ids.effective;
  return 0;
}

uint32_t SetFileId(IdSet& ids, uint32_t id, bool is_root) {
  const uint32_t old = ids.file;
  if (id != kKeepId && (is_root || IsOneOf(id, ids) || id == ids.file)) ids.file = id;
  return old;
}

const Credentials& ProcessIds::Of(pid_t pid) const {
  if (AllInitial()) return initial();
  rlimit cell = {};
  if (prlimit(pid, RLIMIT_RTTIME, nullptr, &cell) != 0) return initial();
  const uint64_t index = cell.rlim_cur - kIdsCell;
  return cell.rlim_cur >= kIdsCell && index < known_.size() ? known_[index] : initial();
}

bool ProcessIds::Set(pid_t pid, const Credentials& credentials) {
  auto found = std::find(known_.begin(), known_.end(), credentials);
  if (found == known_.end()) found = known_.insert(known_.end(), credentials);
  rlimit cell = {};
  if (prlimit(pid, RLIMIT_RTTIME, nullptr, &cell) != 0) return false;
  const rlimit changed{kIdsCell + static_cast<uint64_t>(found - known_.begin()), cell.rlim_max};
  return prlimit(pid, RLIMIT_RTTIME, &changed, nullptr) == 0;
}

}  // namespace release::image

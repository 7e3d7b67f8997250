#include "tools/image/run/owners.h"

#include <functional>
#include <utility>

namespace release::image {

FileKey KeyOf(const struct statx& info) {
  FileKey key{uint64_t{info.stx_dev_major} << 32U | info.stx_dev_minor, info.stx_ino, 0};
  if ((info.stx_mask & STATX_BTIME) != 0) {
    key.born = info.stx_btime.tv_sec * 1'000'000'000 + info.stx_btime.tv_nsec;
  }
  return key;
}

const Ownership* Owners::Find(const FileKey& key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? nullptr : &found->second;
}

Ownership Owners::Of(const FileKey& key) const {
  const Ownership* found = Find(key);
  return found == nullptr ? initial_ : *found;
}

void Owners::Set(const FileKey& key, Ownership owner) {
  plain_ = plain_ && owner.uid == 0 && owner.gid == 0 && owner.capability.empty();
  known_.insert_or_assign(key, std::move(owner));
}

size_t Owners::Hash::operator()(const FileKey& key) const {
  const std::hash<uint64_t> hash;
  return hash(key.inode * 0x9E3779B97F4A7C15U ^ static_cast<uint64_t>(key.born) ^ key.device << 7U);
}

}  // namespace release::image

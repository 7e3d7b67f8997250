// Who owns which file, where the file system cannot say it.
#ifndef RELEASE_TOOLS_IMAGE_RUN_OWNERS_H_
#define RELEASE_TOOLS_IMAGE_RUN_OWNERS_H_

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace release::image {

// A file, whatever its names. The time of birth tells a new file from a removed one whose inode
// number it got.
struct FileKey {
  uint64_t device = 0;
  uint64_t inode = 0;
  int64_t born = 0;  // nanoseconds; 0 where the file system does not know

  friend bool operator==(const FileKey&, const FileKey&) = default;
};

inline constexpr unsigned kFileKeyMask = STATX_BASIC_STATS | STATX_BTIME;
FileKey KeyOf(const struct statx& info);

struct Ownership {
  uint32_t uid = 0;
  uint32_t gid = 0;
  // The value of security.capability, which the kernel would tie to the sandbox's user namespace.
  std::string capability = {};  // empty: none
};

class Owners {
 public:
  // A file of which nothing was said belongs to `uid` and `gid`: the command made it.
  Owners(uint32_t uid, uint32_t gid) : initial_{uid, gid, {}}, plain_(uid == 0 && gid == 0) {}

  // Null when nothing was said.
  const Ownership* Find(const FileKey& key) const;
  Ownership Of(const FileKey& key) const;
  void Set(const FileKey& key, Ownership owner);

  // True as long as every file belongs to 0:0 and has no capability.
  bool plain() const { return plain_; }
  const Ownership& initial() const { return initial_; }

 private:
  struct Hash {
    size_t operator()(const FileKey& key) const;
  };
  Ownership initial_;
  bool plain_;
  std::unordered_map<FileKey, Ownership, Hash> known_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_OWNERS_H_

// A directory tree on the disk, looked at once.
#ifndef RELEASE_TOOLS_IMAGE_RUN_TREE_SNAPSHOT_H_
#define RELEASE_TOOLS_IMAGE_RUN_TREE_SNAPSHOT_H_

#include <sys/stat.h>

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/run/owners.h"

namespace release::image {

struct SeenFile {
  FileKey key = {};
  uint32_t mode = 0;  // with type bits
  uint64_t size = 0;
  uint32_t links = 1;
  int64_t changed = 0;                             // ctime, nanoseconds
  std::string link_target = {};                    // of a symlink
  std::map<std::string, std::string> xattrs = {};  // "user." only
};

// By path as in LayerEntry; the directory itself is not in it.
using TreeSnapshot = std::map<std::string, SeenFile, std::less<>>;

// Looks at everything below `directory`. Files and folders that their owner may not read are made
// readable for us, the snapshot has their modes from before. IMAGE-RUN-DISK.
absl::StatusOr<TreeSnapshot> LookAtTree(const std::string& directory);

// Returns when a change of a file will have a later ctime than every file of the snapshot: the
// clock of a file system goes in steps of some milliseconds.
void AwaitLaterTime(const TreeSnapshot& snapshot);

// Removes the directory with everything in it, whatever its modes.
void RemoveTree(const std::string& directory);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_TREE_SNAPSHOT_H_

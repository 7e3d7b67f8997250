// What a command has changed in a root, as a layer.
#ifndef RELEASE_TOOLS_IMAGE_RUN_DIFF_TREE_H_
#define RELEASE_TOOLS_IMAGE_RUN_DIFF_TREE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/root.h"
#include "tools/image/run/owners.h"
#include "tools/image/run/tree_snapshot.h"

namespace release::image {

struct TreeChanges {
  // Sorted by path. Sources are in the directory that was looked at.
  std::vector<LayerEntry> entries = {};
  // Things that a layer cannot have and that were left out: sockets.
  std::vector<std::string> warnings = {};
};

// The difference between `before` and what `directory` holds now. `then` is a look at the directory
// before the command, when it held `before`. A file counts as changed when its kind, content, mode,
// owner, attributes or names differ, and not when only its times do. Folders stand in the layer
// only when they are new or have other attributes. Contents that may be the same are compared;
// those of `before` are fetched to `scratch`.
//
// Errors: IMAGE-RUN-DEVICE for a device or pipe; those of LookAtTree() and Root::Fetch().
absl::StatusOr<TreeChanges> DiffTree(const Root& before, const TreeSnapshot& then,
                                     const std::string& directory, const Owners& owners,
                                     const std::string& scratch);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_DIFF_TREE_H_

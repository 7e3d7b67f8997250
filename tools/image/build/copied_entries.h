// A plan of COPY as entries of a layer: owners, modes, bytes.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_COPIED_ENTRIES_H_
#define RELEASE_TOOLS_IMAGE_BUILD_COPIED_ENTRIES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/build/file_mode.h"
#include "tools/image/build/users.h"
#include "tools/image/context/copy_plan.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/root.h"

namespace release::image {

struct CopyAttributes {
  // Where the plan's sources are paths; null when they are files of the context.
  const Root* root = nullptr;
  std::optional<Owner> owner = {};    // --chown
  std::optional<FileMode> mode = {};  // --chmod; not for symlinks and implied folders
  const std::string& scratch;         // for Root::Fetch()
};

// The entries in the order of the plan. Files that are one file in the stage become hard links of
// the first of them.
absl::StatusOr<std::vector<LayerEntry>> EntriesOf(const CopyPlan& plan,
                                                  const CopyAttributes& attributes);

// Whether two folders have the same mode, owner and extended attributes.
bool SameAttributes(const LayerEntry& a, const LayerEntry& b);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_COPIED_ENTRIES_H_

// One layer laid over what is there, entry by entry.
#ifndef RELEASE_TOOLS_IMAGE_ROOT_LAYER_APPLICATION_H_
#define RELEASE_TOOLS_IMAGE_ROOT_LAYER_APPLICATION_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/entry_tree.h"

namespace release::image {

// Whiteouts remove what the layers below have, never what this layer has made, wherever in the
// layer they stand.
class LayerApplication {
 public:
  // Both must outlive the object. `top` is the entry of the root directory, whose path is "".
  LayerApplication(EntryTree& tree, LayerEntry& top) : tree_(tree), top_(top) {}

  // The next entry in the order of the archive. Errors: those of Root::Apply() but for
  // OrderedEntries().
  absl::Status Add(LayerEntry entry, std::optional<InBlob> content);

 private:
  // Where the folder `path` is, symlinks followed inside the root. With `make`, missing folders are
  // made; without it a path that is no folder is absent.
  absl::StatusOr<std::optional<std::string>> Folder(std::string_view path, bool make,
                                                    std::string_view for_entry);
  absl::Status Link(LayerEntry entry);
  absl::Status Uncover(const LayerEntry& entry);
  void RemoveOld(const std::string& path, bool itself);
  bool MadeAtOrBelow(const std::string& path) const;

  EntryTree& tree_;
  LayerEntry& top_;
  std::set<std::string, std::less<>> made_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ROOT_LAYER_APPLICATION_H_

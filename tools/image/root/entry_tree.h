// Entries by path that stay consistent when some of them go: what is below them goes too, and a
// file with several names keeps its content under those that are left.
#ifndef RELEASE_TOOLS_IMAGE_ROOT_ENTRY_TREE_H_
#define RELEASE_TOOLS_IMAGE_ROOT_ENTRY_TREE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tools/image/layer/layer_entry.h"

namespace release::image {

// A content that is still in a layer.
struct InBlob {
  std::shared_ptr<const std::string> blob;  // path of the layer's file
  uint64_t ordinal;                         // ArchivedEntry::ordinal
};

// Paths as in LayerEntry. Says nothing of parents: the caller has them made.
class EntryTree {
 public:
  using Entries = std::map<std::string, LayerEntry, std::less<>>;

  const LayerEntry* Find(std::string_view path) const;
  // The kFile that `path` is a name of.
  const LayerEntry* FindFile(std::string_view path) const;
  const Entries& entries() const { return entries_; }
  // Null when the content of the kFile is not in a blob.
  const InBlob* ContentInBlob(std::string_view path) const;

  // A folder over a folder takes over mode, owner and attributes; anything else over anything
  // replaces it, with all below. A kHardlink's target must be a kFile that is not at `entry.path`.
  void Put(LayerEntry entry, std::optional<InBlob> content = std::nullopt);

  // With all below it. Nothing there: nothing is done.
  void Remove(std::string_view path);

  // The paths below the folder, sorted.
  std::vector<std::string> Below(std::string_view folder) const;

  // Only this path, which has nothing below it.
  void RemoveOne(const std::string& path);

 private:
  void PassOn(const std::string& path);

  Entries entries_;
  // By path of a kFile.
  std::map<std::string, InBlob, std::less<>> in_blob_;
  std::map<std::string, std::set<std::string>, std::less<>> other_names_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ROOT_ENTRY_TREE_H_

// A root file system that exists as a list: what the layers so far have made of it.
#ifndef RELEASE_TOOLS_IMAGE_ROOT_ROOT_H_
#define RELEASE_TOOLS_IMAGE_ROOT_ROOT_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/context/source_tree.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/oci/image.h"
#include "tools/image/root/entry_tree.h"

namespace release::image {

// Paths are as in LayerEntry: "usr/bin/app", clean; "" is the root directory itself. They name
// what is there: no symlink is followed but where it is said.
//
// Copies are cheap: they share what they have until one of them changes. Copies may be used from
// different threads; one object may not.
class Root {
 public:
  // Scratch: nothing but the root directory, mode 0755.
  Root();

  // The layers of `base` over one another. Metadata only: bytes stay in the blobs, which must stay
  // where they are. Errors: those of ReadLayerArchive() and of Apply().
  static absl::StatusOr<Root> OfImage(const Image& base);

  // One more layer, as it is given to LayoutWriter::AddLayer() (any order). Its sources must stay
  // where they are. A folder over a folder changes its attributes; anything else over anything
  // replaces it, with all below it. Symlinks above an entry are followed inside the root, as who
  // unpacks the layer does. Folders that the layer does not name are made: 0755, owner 0:0. After
  // an error the object is as it was.
  //
  // Errors: those of OrderedEntries(); IMAGE-ROOT-PARENT (an entry below a file),
  // IMAGE-ROOT-LINK (a hard link to what is no file), IMAGE-CONTEXT-LINK-LOOP.
  absl::Status Apply(std::vector<LayerEntry> layer);

  // Null if nothing is there. A file with several names is a kFile by one of them and a kHardlink
  // by the others, whose mode and owner are the file's. Never a whiteout. Valid until the object
  // changes. Where the bytes are is not to be read from it: ask Fetch().
  const LayerEntry* Find(std::string_view path) const;

  // The kFile that `path` is a name of; null if it is none.
  const LayerEntry* FindFile(std::string_view path) const;

  // All but the root directory, sorted by path bytewise ("a" "a-b" "a/b").
  const std::map<std::string, LayerEntry, std::less<>>& entries() const;

  // As COPY sees it: LinkRule::kRooted; SourceNode::source is the path in this root, for every
  // kind. A hard link is a file. Made when it is first asked for; valid until the object changes.
  const SourceTree& Tree() const;

  // Files with their bytes on the disk: a kFile with `source` or `bytes` for each of `paths`, in
  // their order, each under the asked path, hard links too. What is in a blob is extracted into a
  // new folder below `scratch`, in one pass a blob. Entries of other kinds come as Find() has
  // them. Errors: IMAGE-ROOT-MISSING, those of ReadLayerArchive(), FILE-UNWRITABLE.
  absl::StatusOr<std::vector<LayerEntry>> Fetch(const std::vector<std::string>& paths,
                                                const std::string& scratch) const;

  // Calls `visit` for every kFile, in an order that reads each blob once; `write` puts the file's
  // content into a new, empty file. Errors: as above, and those of `visit`.
  using WriteContent = std::function<absl::Status(int fd)>;
  using VisitFile = std::function<absl::Status(const LayerEntry& file, const WriteContent& write)>;
  absl::Status ForEachFile(const VisitFile& visit) const;

  // The content of a file, symlinks followed: /etc/passwd, /etc/group. Kept, so that asking twice
  // reads once. NOT_FOUND, IMAGE-ROOT-MISSING; RESOURCE_EXHAUSTED, FILE-TOO-LARGE.
  absl::StatusOr<std::string> ReadSmallFile(std::string_view path, size_t max_bytes) const;

 private:
  struct State;
  const InBlob* ContentInBlob(std::string_view file) const;

  // Shared with copies: replaced, never changed.
  std::shared_ptr<State> state_;
  mutable std::shared_ptr<const SourceTree> tree_;
  mutable std::map<std::string, std::string, std::less<>> small_files_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ROOT_ROOT_H_

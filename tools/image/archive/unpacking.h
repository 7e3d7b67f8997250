// Where the members of an ADDed archive go: below a destination, over a stage.
#ifndef RELEASE_TOOLS_IMAGE_ARCHIVE_UNPACKING_H_
#define RELEASE_TOOLS_IMAGE_ARCHIVE_UNPACKING_H_

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/entry_tree.h"
#include "tools/image/root/root.h"

namespace release::image {

class Unpacking {
 public:
  // `archive` is for messages; `destination` a path in the root, no symlink on its way. `root` must
  // outlive the object.
  Unpacking(const Root& root, std::string archive, std::string destination)
      : root_(root), archive_(std::move(archive)), destination_(std::move(destination)) {}

  // Takes the next member, whose path and hard link target are as the archive has them; a file has
  // its content already. Errors: those of UnpackArchive() for a member.
  absl::Status Add(LayerEntry entry);

  // What UnpackArchive() gives.
  std::vector<LayerEntry> Entries() const;

 private:
  // Below the destination, clean.
  absl::StatusOr<std::string> Named(std::string_view written, std::string_view member) const;
  // Where the folder `path` below the destination is, with symlinks followed, missing ones made.
  absl::StatusOr<std::string> Folder(std::string_view path, std::string_view member);
  absl::Status ResolveTarget(LayerEntry& entry, std::string_view member);
  const LayerEntry* Find(std::string_view path) const;
  const LayerEntry* FindInStage(std::string_view path) const;
  bool IsBelowDestination(std::string_view path) const;
  absl::Status Refused(std::string code, std::string_view member, std::string why,
                       std::string fix) const;
  absl::Status Escapes(std::string_view member, std::string why) const;

  const Root& root_;
  const std::string archive_;
  const std::string destination_;
  EntryTree made_;
  // Folders that were something else in between, so that the stage's content is gone.
  std::set<std::string, std::less<>> emptied_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ARCHIVE_UNPACKING_H_

// ADD of a local archive: from a file to entries of a layer.
#ifndef RELEASE_TOOLS_IMAGE_ARCHIVE_UNPACK_ARCHIVE_H_
#define RELEASE_TOOLS_IMAGE_ARCHIVE_UNPACK_ARCHIVE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/root.h"

namespace release::image {

// Whether ADD unpacks this file: a tar with at least one member, plain or compressed once by gzip,
// bzip2, xz or zstd. Told by the content, never by the name. What is compressed and no tar, an
// empty tar, a zip: false; ADD copies it. Errors: FILE-NOT-FOUND, FILE-UNREADABLE.
absl::StatusOr<bool> IsArchive(const std::string& file);

struct UnpackRequest {
  std::string file;         // where the archive is
  std::string name;         // for messages
  std::string destination;  // the folder in the image: CopyArchive::destination, "/" or "/opt"
  const Root& root;         // the stage before, with what the instruction did so far
  std::string scratch;      // a folder that exists; contents go into a new one below it
};

// The members as entries of one layer: owners, modes, links and xattrs as the archive has them (so
// does Docker; --chown is the caller's). Sorted by path, one entry a path (and kOpaque); of members
// with one name the later wins. The destination and what is above it are not among them.
//
// Names are taken from the destination, absolute ones too. Symlinks above a member, the archive's
// own and the stage's, are followed as long as they lead to somewhere below the destination:
// Docker unpacks as if the destination were the root, so one that leads elsewhere would not mean
// there what it says.
//
// Errors, each naming archive and member: IMAGE-ADD-BROKEN (damaged or cut off), IMAGE-ADD-ESCAPES
// (`..` or a symlink leads out), IMAGE-ADD-SPECIAL (a device, pipe or socket), IMAGE-ADD-LINK (a
// hard link to what is no file of the archive before it), IMAGE-ADD-PARENT (a member below a file),
// IMAGE-ADD-NAME, ARCHIVE-TOO-LARGE (archive_limits.h). Also FILE-UNWRITABLE and those of
// SourceTree::Resolve() for the destination.
absl::StatusOr<std::vector<LayerEntry>> UnpackArchive(const UnpackRequest& request);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ARCHIVE_UNPACK_ARCHIVE_H_

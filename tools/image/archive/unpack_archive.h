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

// The members as entries of one layer, owners, modes, links and xattrs as the archive has them (so
// does Docker; --chown is the caller's). Sorted by path, one entry a path: of members with one name
// the later wins. The destination and what is above it are not among them. Symlinks above a member,
// the archive's own and the stage's, are followed within the destination. Absolute names are taken
// from the destination.
//
// Errors, each naming archive and member: IMAGE-ADD-BROKEN (damaged or cut off), IMAGE-ADD-ESCAPES
// (`..` or a symlink leads out of the destination), IMAGE-ADD-SPECIAL (a device, pipe or socket),
// IMAGE-ADD-LINK (a hard link to what is no file of the archive before it), IMAGE-ADD-NAME,
// ARCHIVE-TOO-LARGE (see archive_limits.h), FILE-UNWRITABLE.
absl::StatusOr<std::vector<LayerEntry>> UnpackArchive(const UnpackRequest& request);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ARCHIVE_UNPACK_ARCHIVE_H_

// A Root as files on the disk: what RUN works on, and what `image unpack` gives.
#ifndef RELEASE_TOOLS_IMAGE_ROOT_WRITE_ROOT_H_
#define RELEASE_TOOLS_IMAGE_ROOT_WRITE_ROOT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "tools/image/root/root.h"

namespace release::image {

struct WriteRootOptions {
  // Of everything written, seconds since 1970.
  int64_t mtime = 0;
};

// What the system did not allow; the rest is as the image says.
struct WriteRootSummary {
  size_t entries = 0;      // files, folders and links written
  size_t owners_left = 0;  // that belong to the caller, and not to whom the image says
  size_t xattrs_left = 0;  // attributes that were not set
};

// Writes everything below `directory`, which must exist and be empty, and gives it the attributes
// of the image's root. Modes are set whatever the umask. No symlink is ever followed, so nothing
// can be written outside. After an error the directory is to be thrown away.
//
// Errors: IMAGE-WRITE (the system's reason), IMAGE-WRITE-NOT-EMPTY, and those of
// Root::ForEachFile().
absl::StatusOr<WriteRootSummary> WriteRoot(const Root& root, const std::string& directory,
                                           const WriteRootOptions& options = {});

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ROOT_WRITE_ROOT_H_

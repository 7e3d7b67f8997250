// The content of an entry into an open file.
#ifndef RELEASE_TOOLS_IMAGE_ROOT_COPY_CONTENT_H_
#define RELEASE_TOOLS_IMAGE_ROOT_COPY_CONTENT_H_

#include "absl/status/status.h"
#include "tools/image/layer/layer_entry.h"

namespace release::image {

// Copies `bytes` or the file `source` to `fd`, an empty file. Errors: FILE-NOT-FOUND,
// FILE-UNREADABLE, FILE-UNWRITABLE.
absl::Status CopyContent(const LayerEntry& file, int fd);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ROOT_COPY_CONTENT_H_

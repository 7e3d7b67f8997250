// How a file is compressed, by its first bytes.
#ifndef RELEASE_TOOLS_IMAGE_ARCHIVE_COMPRESSED_H_
#define RELEASE_TOOLS_IMAGE_ARCHIVE_COMPRESSED_H_

#include <string>

#include "absl/status/statusor.h"

namespace release::image {

enum class Compressed { kNot, kGzip, kBzip2, kXz, kZstd };

// Errors: FILE-NOT-FOUND, FILE-UNREADABLE.
absl::StatusOr<Compressed> CompressedHow(const std::string& file);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ARCHIVE_COMPRESSED_H_

// Whether a layer that somebody else wrote is one.
#ifndef RELEASE_TOOLS_IMAGE_OCI_LAYER_CHECK_H_
#define RELEASE_TOOLS_IMAGE_OCI_LAYER_CHECK_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/digest.h"

namespace release::image {

// Reads the blob to its end: plain, gzip or zstd. It must be a tar archive (OCI-LAYER-NOT-TAR),
// whose names do not lead out of the root (OCI-LAYER-PATH). Gives the digest of the uncompressed
// archive. `path` is a file.
absl::StatusOr<Digest> CheckedDiffId(const std::string& path);

// The same, and the archive must have this digest: OCI-LAYER-DIFF-ID.
absl::Status CheckLayer(const std::string& path, const Digest& diff_id);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_OCI_LAYER_CHECK_H_

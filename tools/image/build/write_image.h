// A finished stage as files.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_WRITE_IMAGE_H_
#define RELEASE_TOOLS_IMAGE_BUILD_WRITE_IMAGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/image/build/build_request.h"
#include "tools/image/build/stage_state.h"
#include "tools/image/oci/image.h"

namespace release::image {

// Writes the layout of `stage` into `directory`, which is new or empty, with the request's labels,
// compression, cache and first tag. The blobs of the result are in `directory`. A layer that the
// cache has damaged is made anew; a cache that cannot be written is told in `warnings`. Errors:
// those of LayoutWriter and LayerCache::Key().
absl::StatusOr<Image> WriteImage(const StageState& stage, const BuildRequest& request,
                                 const std::string& directory,
                                 std::vector<v1::Diagnosis>& warnings);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_WRITE_IMAGE_H_

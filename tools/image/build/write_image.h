// A finished stage as files.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_WRITE_IMAGE_H_
#define RELEASE_TOOLS_IMAGE_BUILD_WRITE_IMAGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/image/build/build_request.h"
#include "tools/image/build/stage_state.h"
#include "tools/image/oci/image.h"

namespace release::image {

// Writes the layout of `stage` into `directory`, which is new or empty, with the request's labels,
// compression, cache and first tag. The blobs of the result are in `directory`. Errors: those of
// LayoutWriter and LayerCache.
absl::StatusOr<Image> WriteImage(const StageState& stage, const BuildRequest& request,
                                 const std::string& directory);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_WRITE_IMAGE_H_

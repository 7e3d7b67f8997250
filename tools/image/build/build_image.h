// From a Dockerfile and declared files to an image.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_BUILD_IMAGE_H_
#define RELEASE_TOOLS_IMAGE_BUILD_BUILD_IMAGE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/digest.h"
#include "tools/image/build/build_request.h"

namespace release::image {

struct BuildResult {
  Digest digest;                        // of the manifest
  std::vector<v1::Diagnosis> warnings;  // the Dockerfile's, and build arguments nobody declares
};

// Builds the image and puts the layout, then the archive, then the digest file in their places.
// After an error none of them is new. Nothing of the result depends on where, when or by whom it
// is made, nor on the order of the inputs.
//
// Errors: those of ReadDockerfile(), MakeBuildContext(), Evaluator and WriteImage(); OCI-DIRECTORY
// when the output is not empty; FILE-UNWRITABLE, OCI-WRITE.
absl::StatusOr<BuildResult> BuildImage(const BuildRequest& request);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_BUILD_IMAGE_H_

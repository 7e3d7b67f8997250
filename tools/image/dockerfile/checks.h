// What the instructions may say: names, flags, counts, order.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_CHECKS_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_CHECKS_H_

#include "absl/status/status.h"
#include "tools/image/dockerfile/source.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// The first mistake in the order of the file; warnings are added to `dockerfile`.
absl::Status CheckInstructions(const Source& source, Dockerfile& dockerfile);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_CHECKS_H_

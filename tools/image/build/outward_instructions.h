// EXPOSE and VOLUME: the ports and folders that a container shares with the outside.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_OUTWARD_INSTRUCTIONS_H_
#define RELEASE_TOOLS_IMAGE_BUILD_OUTWARD_INSTRUCTIONS_H_

#include "absl/status/status.h"
#include "tools/image/build/step.h"

namespace release::image {

// Ranges become single ports; without a protocol it is tcp. What stands before the last colon (an
// address, a port of the host) is not the image's. Errors: the lexer's, IMAGE-PORT.
absl::Status ApplyExpose(const Step& step);

// Errors: the lexer's, IMAGE-VOLUME for an empty path.
absl::Status ApplyVolume(const Step& step);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_OUTWARD_INSTRUCTIONS_H_

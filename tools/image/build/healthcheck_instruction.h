// HEALTHCHECK: how a container is asked whether it is well.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_HEALTHCHECK_INSTRUCTION_H_
#define RELEASE_TOOLS_IMAGE_BUILD_HEALTHCHECK_INSTRUCTION_H_

#include "absl/status/status.h"
#include "tools/image/build/step.h"

namespace release::image {

// `NONE`, or `CMD` with a JSON array or a line for the shell. The last one of a stage wins. Not
// expanded; the parser has checked type and flags.
absl::Status ApplyHealthcheck(const Step& step);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_HEALTHCHECK_INSTRUCTION_H_

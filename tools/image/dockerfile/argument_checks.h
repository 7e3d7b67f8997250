// The arguments of one instruction: how many, and of which form.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_ARGUMENT_CHECKS_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_ARGUMENT_CHECKS_H_

#include <vector>

#include "absl/status/status.h"
#include "tools/image/dockerfile/source.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// DOCKERFILE-ARGUMENTS, -JSON, -STAGE-NAME, -ONBUILD, -HEALTHCHECK or -PORT.
absl::Status CheckArguments(const Source& source, const Instruction& instruction,
                            std::vector<Warning>& warnings);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_ARGUMENT_CHECKS_H_

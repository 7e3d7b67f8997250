// Which function carries out which instruction.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_DISPATCH_H_
#define RELEASE_TOOLS_IMAGE_BUILD_DISPATCH_H_

#include "absl/status/status.h"
#include "tools/image/build/build_request.h"
#include "tools/image/build/copy_sources.h"
#include "tools/image/build/step.h"

namespace release::image {

// Any instruction behind FROM.
absl::Status ApplyInstruction(const Step& step, const CopySources& sources,
                              const BuildRequest& request);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_DISPATCH_H_

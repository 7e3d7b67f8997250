// RUN: a command in the stage.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_RUN_INSTRUCTION_H_
#define RELEASE_TOOLS_IMAGE_BUILD_RUN_INSTRUCTION_H_

#include "absl/status/status.h"
#include "tools/image/build/build_request.h"
#include "tools/image/build/copy_sources.h"
#include "tools/image/build/step.h"

namespace release::image {

// What the command changes becomes a layer. IMAGE-RUN-REFUSED unless the request allows it; else
// the errors of ParseRun() and RunInSandbox(), with their place.
absl::Status ApplyRun(const Step& step, const CopySources& sources, const BuildRequest& request);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_RUN_INSTRUCTION_H_

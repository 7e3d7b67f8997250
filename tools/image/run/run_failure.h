// What is said of a RUN that did not succeed.
#ifndef RELEASE_TOOLS_IMAGE_RUN_RUN_FAILURE_H_
#define RELEASE_TOOLS_IMAGE_RUN_RUN_FAILURE_H_

#include <string>

#include "absl/status/status.h"
#include "tools/image/run/sandbox.h"

namespace release::image {

// IMAGE-RUN-FAILED, ABORTED: the exit code or signal, the last lines of output as evidence, and
// whether it was the network that was missing.
absl::Status CommandFailed(const SandboxOutcome& outcome);

// IMAGE-RUN-DEVICE: the command wanted to make the device `path`.
absl::Status DeviceRefused(const std::string& path);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_RUN_FAILURE_H_

// CMD, ENTRYPOINT, SHELL, USER, STOPSIGNAL, ONBUILD and MAINTAINER: how a container is started, and
// by whom.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_PROCESS_INSTRUCTIONS_H_
#define RELEASE_TOOLS_IMAGE_BUILD_PROCESS_INSTRUCTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/image/build/step.h"

namespace release::image {

// The JSON form as it is; the shell form behind SHELL or `/bin/sh -c`. Not expanded.
std::vector<std::string> CommandLine(const Step& step);

absl::Status ApplyCmd(const Step& step);

// Takes away a CMD that this stage has not set itself.
absl::Status ApplyEntrypoint(const Step& step);

absl::Status ApplyShell(const Step& step);
absl::Status ApplyUser(const Step& step);

// IMAGE-SIGNAL for what is no signal of Linux.
absl::Status ApplyStopsignal(const Step& step);

// Kept as text, without a step in the history.
absl::Status ApplyOnbuild(const Step& step);

absl::Status ApplyMaintainer(const Step& step);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_PROCESS_INSTRUCTIONS_H_

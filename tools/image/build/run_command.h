// RUN with its variables expanded, its flags understood and its documents placed.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_RUN_COMMAND_H_
#define RELEASE_TOOLS_IMAGE_BUILD_RUN_COMMAND_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/build/copy_sources.h"
#include "tools/image/build/step.h"
#include "tools/image/run/run.h"

namespace release::image {

struct RunCommand {
  RunRequest request = {};
  std::string recorded = {};  // for the history
};

// Heredocs as BuildKit takes them: a line that is nothing but one document runs the document, by
// the shell or, when it begins with `#!`, as a program of its own; of any other line the documents
// are the shell's.
//
// Errors have their place: those of ParseMountFlag(), CheckNetworkFlag(), CheckSecurityFlag(),
// FindOwner() and CopySources::from.
absl::StatusOr<RunCommand> ParseRun(const Step& step, const CopySources& sources);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_RUN_COMMAND_H_

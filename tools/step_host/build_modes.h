// What the build asks of a plugin, without a coordinator: `describe` and `check-config`.
#ifndef RELEASE_TOOLS_STEP_HOST_BUILD_MODES_H_
#define RELEASE_TOOLS_STEP_HOST_BUILD_MODES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/release/v1/host.pb.h"
#include "tools/step_host/arguments.h"

namespace release {

// The hello as canonical proto JSON, one line, without `pid`: the same bytes for the same plugin.
absl::StatusOr<std::string> HelloAsJson(v1::Hello hello);

// Reads the config file of a step and fits it to the plugin. Errors: CONFIG-MISFIT, naming step and
// plugin and, as evidence, each problem; those of ReadFile().
absl::Status CheckConfig(const v1::Hello& hello, const Arguments& arguments);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_BUILD_MODES_H_

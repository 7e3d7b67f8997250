// The config of a step: what the build says, the environment's table laid over it, checked against
// the plugin's own message.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_STEP_CONFIG_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_STEP_CONFIG_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/coordinator/config/environment.h"
#include "tools/coordinator/config/plugin_schema.h"

namespace release {

struct StepConfigRequest {
  std::string step;          // name
  std::string step_label;    // Bazel label of the release_step, named when the value is the build's
  std::string plugin_label;  // Bazel label of the plugin, named as the owner of the schema
  std::string config_json;   // StepSpec.config_json; empty means {}

  // Null while building one step: then nothing is laid over and a missing required field is no
  // problem, because an environment may supply it.
  const Environment* environment = nullptr;
};

struct StepConfig {
  // The message, serialized deterministically: equal configs have equal bytes.
  std::string bytes;

  // The same as canonical proto JSON, for people.
  std::string json;
};

// Fails with every misfit (CONFIG-UNKNOWN-KEY, CONFIG-WRONG-TYPE, CONFIG-VALUE-RANGE,
// CONFIG-MISSING-FIELD), each placed in the environments file or naming the step's label.
//
// Beyond proto JSON, a google.protobuf.Duration may be written as people do: "10m", "1h30m",
// "500ms".
absl::StatusOr<StepConfig> BuildStepConfig(const PluginSchema& schema,
                                           const StepConfigRequest& request);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_STEP_CONFIG_H_

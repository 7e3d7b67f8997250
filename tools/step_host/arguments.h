// The command line of step_host.
#ifndef RELEASE_TOOLS_STEP_HOST_ARGUMENTS_H_
#define RELEASE_TOOLS_STEP_HOST_ARGUMENTS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tools/base/digest.h"

namespace release {

struct Arguments {
  enum class Mode {
    kAttach,    // step_host --fd=3 --expect-sha256=HEX --plugin=/abs/path.so [--label=//a:b]
    kDescribe,  // step_host describe --plugin=X.so
    kHelp,
  };
  Mode mode = Mode::kAttach;
  std::string plugin;
  std::string label;  // the plugin's target, for messages
  int fd = -1;
  std::optional<Digest> expected;
};

// Errors: INVALID_ARGUMENT, HOST-USAGE, naming the flag.
absl::StatusOr<Arguments> ParseArguments(int argc, const char* const* argv);

extern const char kUsage[];

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_ARGUMENTS_H_

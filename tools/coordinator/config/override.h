// `--set KEY=VALUE`: one value of the environment, replaced for one run.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_OVERRIDE_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_OVERRIDE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace release {

// hosts.NAME, variables.NAME, steps.STEP.FIELD[.FIELD...], api_base, ca_bundle or
// resolve.HOST:PORT, where the rest is one part. Secrets cannot be overridden: a value on the
// command line is seen by every process of the machine.
struct Override {
  std::vector<std::string> path;  // one part for api_base and ca_bundle, else at least two
  std::string value;

  std::string Key() const;  // path joined with dots
};

// Reads `hosts.api=127.0.0.1:8080`. Fails with CONFIG-OVERRIDE-FORM or CONFIG-OVERRIDE-KEY.
absl::StatusOr<Override> ParseOverride(std::string_view text);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_OVERRIDE_H_

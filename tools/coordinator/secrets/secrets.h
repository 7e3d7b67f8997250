// Finds the values of the secrets that steps asked for. README.md is the page about it.
#ifndef RELEASE_TOOLS_COORDINATOR_SECRETS_SECRETS_H_
#define RELEASE_TOOLS_COORDINATOR_SECRETS_SECRETS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/step.pb.h"
#include "tools/base/secret.h"
#include "tools/coordinator/config/environment.h"

namespace release {

// The values of `needs`, by name; an optional one that is not there is left out. To be called once:
// afterwards, on success and on failure, the process environment has none of the environment's
// secrets any more, asked for or not, and the process is protected (process_environment.h).
//
// FAILED_PRECONDITION with every missing secret (tools/coordinator/problems):
// SECRET-NOT-CONFIGURED, SECRET-NOT-SET, SECRET-NOT-PROVISIONED.
//
// Threads: no other thread may use the process environment meanwhile.
absl::StatusOr<std::map<std::string, Secret>> ResolveSecrets(
    const Environment& environment, const std::vector<v1::SecretNeed>& needs);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_SECRETS_SECRETS_H_

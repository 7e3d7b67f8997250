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

// The secrets of one environment, taken out of the process environment.
//
// Threads: none but the caller's may exist while it is made, because getenv in another thread would
// read what is being removed. Resolve: any.
class SecretStore {
 public:
  // Takes every value that is there, asked for or not; afterwards the process environment has none
  // of them, and the process is protected (process_environment.h). `environment` outlives the
  // store.
  explicit SecretStore(const Environment& environment);

  // The values of `needs`, by name; an optional one that is not there is left out.
  //
  // FAILED_PRECONDITION with every missing secret (tools/coordinator/problems):
  // SECRET-NOT-CONFIGURED, SECRET-NOT-SET, SECRET-NOT-PROVISIONED.
  absl::StatusOr<std::map<std::string, Secret>> Resolve(
      const std::vector<v1::SecretNeed>& needs) const;

 private:
  const Environment& environment_;
  std::map<std::string, Secret> values_;  // by name
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_SECRETS_SECRETS_H_

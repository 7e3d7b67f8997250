// Which release must answer, as an earlier step says it.
#ifndef RELEASE_PLUGINS_LIB_HEALTH_EXPECTED_RELEASE_H_
#define RELEASE_PLUGINS_LIB_HEALTH_EXPECTED_RELEASE_H_

#include <string>

#include "absl/status/statusor.h"
#include "plugins/lib/health/identity.h"
#include "tools/sdk/context.h"

namespace release::health {

// Names of outputs of earlier steps, `deploy_app.generation`; empty: not looked at.
struct ReleaseInputs {
  std::string generation = {};
  std::string revision = {};
  std::string image_digest = {};
};

// What these outputs are; nothing for an empty name. Not the generation of the release that asks:
// a deploy that changed nothing leaves the one before it live. Errors: STEP-INPUT-MISSING;
// `prefix` INPUT (a generation that is no number).
absl::StatusOr<Identity> ExpectedRelease(const Context& context, const std::string& prefix,
                                         const ReleaseInputs& inputs);

}  // namespace release::health

#endif  // RELEASE_PLUGINS_LIB_HEALTH_EXPECTED_RELEASE_H_

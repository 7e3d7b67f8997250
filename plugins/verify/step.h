// The verify step: the health contract of what is live, and what earlier generations left behind.
#ifndef RELEASE_PLUGINS_VERIFY_STEP_H_
#define RELEASE_PLUGINS_VERIFY_STEP_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/verify/config.pb.h"
#include "tools/sdk/step.h"

namespace release::verify {

// There is nothing to apply: VERIFY asks, lists and judges. README.md has the details.
class VerifyStep : public Step<Config> {
 public:
  absl::StatusOr<v1::StepDescription> Describe(Context& context) override;
  absl::Status Plan(Context& context) override;
  absl::Status Apply(Context& context) override;
  absl::Status Verify(Context& context) override;
  absl::StatusOr<v1::Observation> Observe(Context& context) override;
};

}  // namespace release::verify

#endif  // RELEASE_PLUGINS_VERIFY_STEP_H_

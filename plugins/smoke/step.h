// The smoke step: asks until the new release answers well, everywhere at once, or says what it saw.
#ifndef RELEASE_PLUGINS_SMOKE_STEP_H_
#define RELEASE_PLUGINS_SMOKE_STEP_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/smoke/config.pb.h"
#include "tools/sdk/step.h"

namespace release::smoke {

// There is nothing to apply: VERIFY waits, and gives the verdict. README.md has the details.
class SmokeStep : public Step<Config> {
 public:
  absl::StatusOr<v1::StepDescription> Describe(Context& context) override;
  absl::Status Plan(Context& context) override;
  absl::Status Apply(Context& context) override;
  absl::Status Verify(Context& context) override;
  absl::StatusOr<v1::Observation> Observe(Context& context) override;
};

}  // namespace release::smoke

#endif  // RELEASE_PLUGINS_SMOKE_STEP_H_

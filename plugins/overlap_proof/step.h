// The overlap-proof step: does the live generation stand the pending migrations?
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_STEP_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_STEP_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/overlap_proof/config.pb.h"
#include "tools/sdk/step.h"

namespace release::overlap_proof {

// README.md says what each question does.
class OverlapProofStep : public Step<Config> {
 public:
  absl::StatusOr<v1::StepDescription> Describe(Context& context) override;
  absl::Status Plan(Context& context) override;
  absl::Status Apply(Context& context) override;
  absl::Status Verify(Context& context) override;
};

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_STEP_H_

// Turns what a call says into events and log files.
#ifndef RELEASE_TOOLS_COORDINATOR_RUNNER_STEP_EVENTS_H_
#define RELEASE_TOOLS_COORDINATOR_RUNNER_STEP_EVENTS_H_

#include <string>

#include "absl/status/status.h"
#include "proto/release/v1/manifest.pb.h"
#include "proto/release/v1/step.pb.h"
#include "tools/coordinator/problems/problems.h"
#include "tools/coordinator/runner/running_step.h"
#include "tools/coordinator/step_client/step_session.h"

namespace release {

class StepEvents final : public CallSink {
 public:
  StepEvents(const StepContext& context, std::string step, v1::Phase phase)
      : context_(context), step_(std::move(step)), phase_(phase) {}

  void OnLog(const v1::LogBatch& batch) override;
  void OnProgress(const v1::Progress& progress) override;
  void OnChange(const v1::Change& change) override;  // recorded in APPLY only
  void OnWarning(const v1::Diagnosis& warning) override;

  // What PLAN found wrong beside the diagnosis of its result; not recorded.
  const Problems& problems() const { return problems_; }

 private:
  v1::Event Fleeting() const;

  const StepContext& context_;
  const std::string step_;
  const v1::Phase phase_;
  Problems problems_;
};

// STEP-ARTIFACT-MISSING when the step needs an artifact that the pipeline does
// not give it.
absl::Status CheckArtifacts(const v1::StepSpec& spec, const v1::StepDescription& description);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_RUNNER_STEP_EVENTS_H_

// One step of a release that is under way: its host, its config, and what is
// asked of it.
#ifndef RELEASE_TOOLS_COORDINATOR_RUNNER_RUNNING_STEP_H_
#define RELEASE_TOOLS_COORDINATOR_RUNNER_RUNNING_STEP_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "proto/release/v1/event.pb.h"
#include "proto/release/v1/manifest.pb.h"
#include "tools/coordinator/plan/past.h"
#include "tools/coordinator/plan/schedule.h"
#include "tools/coordinator/problems/problems.h"
#include "tools/coordinator/runner/release_request.h"
#include "tools/coordinator/step_client/step_session.h"

namespace release {

// What the steps of one release share. Outlives them.
struct StepContext {
  const ReleaseRequest& request;
  const ReleaseTools& tools;
  const v1::ReleaseFacts& facts;
  const std::string& fingerprint_key;
  const std::map<std::string, Secret>& secrets;
  Interruption interruption;

  // Fills in the release and the step, then EventStream::Record.
  absl::StatusOr<uint64_t> Record(const std::string& step, v1::Event event) const;
};

using Inputs = std::map<std::string, std::string>;

// Functions that return a status fail with a diagnosis; a journal that cannot be
// written is one of them, and then nothing further must be started.
//
// Threads: one at a time.
class RunningStep {
 public:
  RunningStep(const StepContext& context, const v1::StepSpec& spec, PastStep past);

  const v1::StepSpec& spec() const { return spec_; }

  // Loads the plugin; records StepReady.
  absl::Status Start();

  // Asks what the step needs and builds its config from the environment.
  absl::Status Describe();
  const v1::StepDescription& description() const { return description_; }

  // Fixes what the step works on; the fingerprint follows from it.
  void SetInputs(Inputs inputs);
  const std::string& fingerprint() const { return fingerprint_; }

  // Takes over what an earlier run of this release finished.
  absl::Status Inherit();

  // Asks the world whether an earlier APPLY is done; if so, verifies and ends.
  absl::Status SettleDoubt();

  // Records StepPlanned. A failure holds all that PLAN found wrong (problems.h).
  absl::Status Plan();

  // PLAN for what it finds wrong alone; nothing of it is recorded or kept.
  absl::Status Check();
  const std::vector<v1::Change>& changes() const { return changes_; }
  bool has_changes() const;

  // APPLY with its retries, then VERIFY; records the end.
  absl::Status Apply();

  // Ends without APPLY: the plan had nothing to do, and what PLAN emitted holds.
  absl::Status FinishUnchanged();
  absl::Status Skip(const std::string& why);

  StepState state() const { return state_; }
  v1::Outcome outcome() const { return outcome_; }
  const v1::Diagnosis& diagnosis() const { return diagnosis_; }
  const std::map<std::string, std::string>& outputs() const { return outputs_; }

  // What PLAN emitted.
  const std::map<std::string, std::string>& planned_outputs() const { return planned_outputs_; }

  // An APPLY was sent in this run or an earlier one.
  bool touched() const { return attempts_ > 0; }

  // Ends the host early; a step that is done needs none.
  void Release() { session_.reset(); }

 private:
  CallAnswer Call(v1::Phase phase);
  absl::Status PlanFailure(const v1::StepResult& result) const;
  absl::StatusOr<v1::Observation> Observe();
  absl::Status Verify();
  absl::Status Finish(v1::Outcome outcome, const v1::Diagnosis& diagnosis, bool verified);
  absl::Status FinishFrom(const v1::StepResult& result);

  // What follows a failed APPLY.
  enum class Next { kRetry, kVerify, kEnd };
  absl::StatusOr<Next> AfterFailure(const CallAnswer& answer, uint32_t tries);
  void Warn(const absl::Status& status);
  absl::StatusOr<Next> Backoff(const v1::Diagnosis& diagnosis, uint32_t tries);

  const StepContext& context_;
  const v1::StepSpec& spec_;
  const PastStep past_;
  std::unique_ptr<StepSession> session_;
  v1::StepDescription description_;
  std::string config_;
  Inputs inputs_;
  std::string fingerprint_;
  std::vector<v1::Change> changes_;
  std::map<std::string, std::string> planned_outputs_;
  Problems problems_;  // of the last PLAN, beside the diagnosis of its result
  uint32_t attempts_ = 0;
  absl::Duration apply_began_;
  StepState state_ = StepState::kWaiting;
  v1::Outcome outcome_ = v1::OUTCOME_UNSPECIFIED;
  v1::Diagnosis diagnosis_;
  std::map<std::string, std::string> outputs_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_RUNNER_RUNNING_STEP_H_

// One release from its gates to its last word.
//
//   open      new release, or the unfinished one
//   prepare   start every host, describe every step, find every secret   (gates)
//   plan      ask every step what it would change                        (reads only)
//   approve   wait for a person where the pipeline wants one
//   apply     in graph order, each step journaled before it acts, then verified
//   close     ReleaseFinished, with the state left and the way on
#ifndef RELEASE_TOOLS_COORDINATOR_RUNNER_RELEASE_RUN_H_
#define RELEASE_TOOLS_COORDINATOR_RUNNER_RELEASE_RUN_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "proto/release/v1/event.pb.h"
#include "tools/coordinator/plan/graph.h"
#include "tools/coordinator/plan/past.h"
#include "tools/coordinator/runner/approval_gate.h"
#include "tools/coordinator/runner/release_request.h"
#include "tools/coordinator/runner/running_step.h"

namespace release {

// Name of the output with which the PLAN of a step tells the generation that it sees live.
inline constexpr char kLiveGeneration[] = "live_generation";

// Threads: Run by one thread, once; Cancel and the gate by any.
class ReleaseRun {
 public:
  ReleaseRun(ReleaseRequest request, ReleaseTools tools);

  // Opens the release in the journal; afterwards `id()` can be watched. Fails
  // when nothing was journaled: RELEASE-NOTHING-TO-RESUME, a journal that
  // cannot be used, a manifest that fits no graph.
  absl::Status Open();

  const std::string& id() const { return facts_.release_id(); }

  // Sequence number of the event with which this run began: ReleaseStarted or
  // ReleaseResumed. What is before it is the past.
  uint64_t opened_sequence() const { return opened_sequence_; }

  // Runs to the end. The last event is ReleaseFinished, unless the journal
  // itself failed: then its diagnosis is returned, and the release is
  // unfinished and resumable.
  absl::Status Run();

  // Asks for a clean stop; `insist` ends the hosts. Journaled.
  absl::Status Cancel(bool insist, const std::string& by);

  ApprovalGate& gate() { return gate_; }

  // After Run: the live generation that this release turned out to be behind, which is why it was
  // refused (RELEASE-GENERATION-BEHIND); 0: it was not. A new one with a higher number can go on.
  uint64_t generation_ahead() const { return generation_ahead_; }

 private:
  // How a stage ended; the first that is not kGoOn closes the release.
  struct Ending {
    v1::ReleaseOutcome outcome = v1::RELEASE_OUTCOME_UNSPECIFIED;  // unspecified: go on
    v1::Diagnosis diagnosis;
    bool go_on() const { return outcome == v1::RELEASE_OUTCOME_UNSPECIFIED; }
  };

  absl::StatusOr<Ending> Stages();
  absl::StatusOr<Ending> Prepare();
  absl::StatusOr<Ending> Settle();  // inherit and observe what an earlier run left
  absl::StatusOr<Ending> Plan();
  absl::StatusOr<Ending> Approve();
  absl::StatusOr<Ending> Apply();
  absl::Status Close(const Ending& ending);

  absl::Status OpenNew();
  absl::Status OpenPast(const std::string& release_id);
  absl::Status Abandon(const std::string& release_id);
  v1::Event Started() const;
  absl::Status RecordOpening(v1::Event event);
  // Takes what there is; a failure names every one that is missing.
  absl::Status ResolveSecrets();

  // Nothing goes on without all secrets, but what steps find wrong without them is told with them.
  Ending RefusedForSecrets(const absl::Status& missing);
  absl::Status CheckGeneration();
  // All failures become warnings of the release but the first, which ends it.
  Ending Stopped(const std::vector<absl::Status>& failures);
  Ending Interrupted() const;
  Inputs InputsOf(StepIndex step) const;
  StepStates States() const;
  absl::StatusOr<Ending> ApplyLoop();
  std::string StateLeft() const;
  bool AnyTouched() const;
  bool Asked() const { return ask_.stop_requested(); }

  // Runs `work` for the steps for which `wanted` holds, on a thread each.
  std::vector<absl::Status> ForEachStep(const std::function<bool(const RunningStep&)>& wanted,
                                        const std::function<absl::Status(RunningStep&)>& work);

  const ReleaseRequest request_;
  const ReleaseTools tools_;
  std::optional<StepGraph> graph_;
  Past past_;
  v1::ReleaseFacts facts_;
  std::string fingerprint_key_;
  std::map<std::string, Secret> secrets_;
  std::unique_ptr<StepContext> context_;
  std::vector<std::unique_ptr<RunningStep>> steps_;  // by StepIndex
  uint64_t opened_sequence_ = 0;
  bool continued_ = false;  // an earlier run began it
  uint64_t generation_ahead_ = 0;
  std::stop_source ask_;
  std::stop_source insist_;
  ApprovalGate gate_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_RUNNER_RELEASE_RUN_H_

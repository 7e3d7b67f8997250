// What an unfinished release had reached, read from its events, and what follows for each step.
#ifndef RELEASE_TOOLS_COORDINATOR_PLAN_PAST_H_
#define RELEASE_TOOLS_COORDINATOR_PLAN_PAST_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/event.pb.h"

namespace release {

enum class PastState {
  kNotStarted,  // no effect was ever announced
  kInDoubt,     // an effect was announced and its result is not known
  kFinished,    // finished well
  kFailed,      // finished in any other way, with a known result
};

struct PastStep {
  PastState state = PastState::kNotStarted;

  // Of the last start or finish; empty when there was none.
  std::string fingerprint;

  // Of the last finish.
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  std::map<std::string, std::string> outputs;
  v1::Diagnosis diagnosis;

  // Number of the last APPLY; 0 when there was none.
  std::uint32_t attempts = 0;
};

// The state of a release after all of its events so far.
struct Past {
  v1::ReleaseFacts release;
  std::string pipeline;  // label
  std::string manifest;  // SHA-256 of the last manifest it ran with

  // Every step that the release ever named.
  std::map<std::string, PastStep, std::less<>> steps;

  bool approved = false;

  // A ReleaseFinished was recorded. `outcome` says how; some outcomes are resumable.
  bool finished = false;
  v1::ReleaseOutcome outcome = v1::RELEASE_OUTCOME_UNSPECIFIED;

  // Sequence number of the last durable event.
  std::uint64_t last_sequence = 0;

  // Names of steps in doubt, in alphabetical order.
  std::vector<std::string> InDoubt() const;

  // The step as it was left; a step that was never named was not started.
  const PastStep& Of(std::string_view step) const;
};

// Reads the events of one release, in order. Fails with PLAN-PAST-INCOMPLETE when they do not begin
// with ReleaseStarted, are of several releases, or have a gap in their numbers. Fleeting events
// (sequence 0) are passed over.
absl::StatusOr<Past> ReadPast(const std::vector<v1::Event>& events);

// The work is done, or there was none.
bool WentWell(v1::Outcome outcome);

// Whether the plain command may go on with a release of this outcome.
bool IsResumable(v1::ReleaseOutcome outcome);

// What the release does with a step.
enum class StepDecision {
  kRun,      // plan it and apply what the plan says
  kInherit,  // finished in an earlier run with the same fingerprint: keep its outputs
  kObserve,  // ask the world first: an earlier effect may or may not have happened
};

// `fingerprint` is the hex of the step's work now. A step is inherited only when every step it
// comes after was inherited too: a step that runs again may have changed what the later one relied
// on.
StepDecision Decide(const PastStep& past, std::string_view fingerprint,
                    bool predecessors_inherited);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_PLAN_PAST_H_

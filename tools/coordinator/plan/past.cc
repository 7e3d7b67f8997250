#include "tools/coordinator/plan/past.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

absl::Status Incomplete(std::string why) {
  return Diagnose(
      absl::StatusCode::kDataLoss,
      {.code = "PLAN-PAST-INCOMPLETE",
       .what = "the record of the unfinished release cannot be continued",
       .why = std::move(why),
       .fix = "look at the release with `release status`, then start a new one with `--new`"});
}

// A finish whose effect is nevertheless not known.
bool IsUnknown(const v1::StepFinished& finished) {
  return finished.outcome() == v1::OUTCOME_INCONCLUSIVE ||
         finished.outcome() == v1::OUTCOME_UNSPECIFIED ||
         (!WentWell(finished.outcome()) && finished.diagnosis().retry() == v1::RETRY_AFTER_OBSERVE);
}

void Finish(const v1::StepFinished& finished, PastStep& step) {
  step.outcome = finished.outcome();
  step.outputs = {finished.outputs().begin(), finished.outputs().end()};
  step.diagnosis = finished.diagnosis();
  if (!finished.fingerprint().empty()) step.fingerprint = finished.fingerprint();
  step.state = WentWell(finished.outcome()) ? PastState::kFinished
               : IsUnknown(finished)        ? PastState::kInDoubt
                                            : PastState::kFailed;
}

// Applies one durable event.
void Apply(const v1::Event& event, Past& past) {
  switch (event.fact_case()) {
    case v1::Event::kReleaseStarted:
      past.release = event.release_started().release();
      past.pipeline = event.release_started().pipeline();
      past.manifest = event.release_started().manifest();
      for (const std::string& step : event.release_started().steps()) past.steps[step];
      break;
    case v1::Event::kReleaseResumed:
      past.manifest = event.release_resumed().manifest();
      past.finished = false;
      past.outcome = v1::RELEASE_OUTCOME_UNSPECIFIED;
      break;
    case v1::Event::kApproved:
      past.approved = true;
      break;
    case v1::Event::kStepStarted: {
      PastStep& step = past.steps[event.step()];
      step.state = PastState::kInDoubt;
      step.fingerprint = event.step_started().fingerprint();
      step.attempts = event.step_started().attempt();
      step.outcome = v1::OUTCOME_UNSPECIFIED;
      step.outputs.clear();
      break;
    }
    case v1::Event::kStepRetrying:
      // The try before it failed in a way that is known, unless the diagnosis says otherwise.
      if (event.step_retrying().diagnosis().retry() != v1::RETRY_AFTER_OBSERVE) {
        past.steps[event.step()].state = PastState::kFailed;
      }
      break;
    case v1::Event::kStepFinished:
      Finish(event.step_finished(), past.steps[event.step()]);
      break;
    case v1::Event::kReleaseFinished:
      past.finished = true;
      past.outcome = event.release_finished().outcome();
      break;
    default:
      break;
  }
}

}  // namespace

bool WentWell(v1::Outcome outcome) {
  return outcome == v1::OUTCOME_SUCCEEDED || outcome == v1::OUTCOME_UNCHANGED;
}

std::vector<std::string> Past::InDoubt() const {
  std::vector<std::string> names;
  for (const auto& [name, step] : steps) {
    if (step.state == PastState::kInDoubt) names.push_back(name);
  }
  return names;
}

const PastStep& Past::Of(std::string_view step) const {
  static const PastStep kNever;
  const auto found = steps.find(step);
  return found == steps.end() ? kNever : found->second;
}

absl::StatusOr<Past> ReadPast(const std::vector<v1::Event>& events) {
  Past past;
  std::string release_id;
  for (const v1::Event& event : events) {
    if (event.sequence() == 0) continue;
    if (past.last_sequence == 0) {
      if (event.fact_case() != v1::Event::kReleaseStarted) {
        return Incomplete("its first event does not open a release");
      }
      release_id = event.release_id();
    }
    if (event.release_id() != release_id) {
      return Incomplete(absl::StrCat("event ", event.sequence(), " is of release ",
                                     event.release_id(), ", not of ", release_id));
    }
    if (event.sequence() != past.last_sequence + 1) {
      return Incomplete(
          absl::StrCat("after event ", past.last_sequence, " comes event ", event.sequence()));
    }
    past.last_sequence = event.sequence();
    Apply(event, past);
  }
  if (past.last_sequence == 0) return Incomplete("it has no events");
  return past;
}

bool IsResumable(v1::ReleaseOutcome outcome) {
  switch (outcome) {
    case v1::RELEASE_OUTCOME_UNSPECIFIED:  // never finished: the coordinator died
    case v1::RELEASE_OUTCOME_FAILED:
    case v1::RELEASE_OUTCOME_INTERRUPTED:
    case v1::RELEASE_OUTCOME_INCONCLUSIVE:
      return true;
    default:
      return false;
  }
}

StepDecision Decide(const PastStep& past, std::string_view fingerprint,
                    bool predecessors_inherited) {
  if (past.state == PastState::kInDoubt) return StepDecision::kObserve;
  if (past.state == PastState::kFinished && predecessors_inherited && !fingerprint.empty() &&
      past.fingerprint == fingerprint) {
    return StepDecision::kInherit;
  }
  return StepDecision::kRun;
}

}  // namespace release

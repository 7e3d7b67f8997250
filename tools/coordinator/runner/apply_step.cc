// The part of RunningStep that changes the world.
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/base/proto_duration.h"
#include "tools/coordinator/plan/fingerprint.h"
#include "tools/coordinator/runner/running_step.h"

namespace release {
namespace {

constexpr absl::Duration kFirstDelay = absl::Seconds(1);
constexpr absl::Duration kLongestDelay = absl::Seconds(30);

// Full jitter: anything from nothing to the exponential bound, so that two
// releases that failed together do not come back together.
absl::Duration Jittered(uint32_t tries) {
  absl::Duration bound = kFirstDelay;
  for (uint32_t i = 1; i < tries && bound < kLongestDelay; ++i) bound *= 2;
  bound = std::min(bound, kLongestDelay);
  std::random_device random;
  return bound * std::generate_canonical<double, 53>(random);
}

}  // namespace

absl::Status RunningStep::Apply() {
  apply_began_ = context_.tools.clock.Monotonic();
  for (uint32_t tries = 1;; ++tries) {
    ++attempts_;
    v1::Event intent;
    intent.mutable_step_started()->set_attempt(attempts_);
    intent.mutable_step_started()->set_fingerprint(fingerprint_);
    intent.mutable_step_started()->set_idempotency_key(
        IdempotencyKey(context_.facts.release_id(), spec_.name()));
    // The effect may start only once its intent is durable.
    if (auto recorded = context_.Record(spec_.name(), std::move(intent)); !recorded.ok()) {
      state_ = StepState::kFailed;
      return recorded.status();
    }
    CallAnswer answer = Call(v1::PHASE_APPLY);
    outputs_ = answer.outputs;
    if (WentWell(answer.result.outcome())) return Verify();
    if (answer.result.outcome() == v1::OUTCOME_CANCELLED) return FinishFrom(answer.result);
    absl::StatusOr<Next> next = AfterFailure(answer, tries);
    if (!next.ok()) return next.status();
    if (*next == Next::kVerify) return Verify();
    if (*next == Next::kEnd) return FinishFrom(answer.result);
  }
}

absl::StatusOr<RunningStep::Next> RunningStep::AfterFailure(const CallAnswer& answer,
                                                            uint32_t tries) {
  const v1::Diagnosis& diagnosis = answer.result.diagnosis();
  switch (diagnosis.retry()) {
    case v1::RETRY_BACKOFF:
      return Backoff(diagnosis, tries);
    case v1::RETRY_AFTER_OBSERVE: {
      if (context_.interruption.ask.stop_requested()) return Next::kEnd;
      absl::StatusOr<v1::Observation> observation = Observe();
      if (!observation.ok()) {  // the world cannot be asked now: the next run will
        Warn(observation.status());
        return Next::kEnd;
      }
      if (*observation == v1::OBSERVATION_DONE) return Next::kVerify;
      // A plugin that crashed or ran out of its time would do so again.
      if (answer.host_lost || answer.cut_short) return Next::kEnd;
      return Backoff(diagnosis, tries);
    }
    default:
      return Next::kEnd;
  }
}

void RunningStep::Warn(const absl::Status& status) {
  v1::Event event;
  *event.mutable_warning() = DiagnosisOf(status);
  event.mutable_warning()->set_severity(v1::SEVERITY_WARNING);
  context_.Record(spec_.name(), std::move(event)).IgnoreError();  // the step's end meets it again
}

absl::StatusOr<RunningStep::Next> RunningStep::Backoff(const v1::Diagnosis& diagnosis,
                                                       uint32_t tries) {
  if (tries >= spec_.attempts()) return Next::kEnd;
  const absl::Duration delay = Jittered(tries);
  v1::Event event;
  event.mutable_step_retrying()->set_next_attempt(attempts_ + 1);
  *event.mutable_step_retrying()->mutable_delay() = ToProto(delay);
  *event.mutable_step_retrying()->mutable_diagnosis() = diagnosis;
  if (auto recorded = context_.Record(spec_.name(), std::move(event)); !recorded.ok()) {
    return recorded.status();
  }
  return context_.tools.clock.SleepFor(delay, context_.interruption.ask) ? Next::kRetry
                                                                         : Next::kEnd;
}

absl::StatusOr<v1::Observation> RunningStep::Observe() {
  const bool by_planning = !description_.can_observe();
  CallAnswer answer = Call(by_planning ? v1::PHASE_PLAN : v1::PHASE_OBSERVE);
  if (!WentWell(answer.result.outcome())) {
    return DiagnosisStatus(absl::StatusCode::kUnavailable, answer.result.diagnosis());
  }
  v1::Observation observation = answer.result.observation();
  if (by_planning) {
    changes_ = std::move(answer.changes);
    observation = has_changes() ? v1::OBSERVATION_PARTLY : v1::OBSERVATION_DONE;
  }
  v1::Event event;
  event.mutable_step_observed()->set_observation(observation);
  if (auto recorded = context_.Record(spec_.name(), std::move(event)); !recorded.ok()) {
    return recorded.status();
  }
  return observation;
}

absl::Status RunningStep::Verify() {
  CallAnswer answer = Call(v1::PHASE_VERIFY);
  for (auto& [name, value] : answer.outputs) outputs_[name] = std::move(value);
  if (!WentWell(answer.result.outcome())) return FinishFrom(answer.result);
  return Finish(v1::OUTCOME_SUCCEEDED, {}, true);
}

}  // namespace release

#include "tools/coordinator/runner/running_step.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/base/proto_duration.h"
#include "tools/coordinator/config/plugin_schema.h"
#include "tools/coordinator/config/step_config.h"
#include "tools/coordinator/plan/fingerprint.h"
#include "tools/coordinator/runner/step_events.h"

namespace release {
namespace {

// DESCRIBE looks at nothing but its config.
constexpr absl::Duration kDescribeTimeout = absl::Seconds(30);

// CI systems kill 7.5 s after they have asked.
constexpr absl::Duration kGrace = absl::Seconds(5);

CallLimits LimitsFor(const v1::StepSpec& spec, v1::Phase phase) {
  const absl::Duration timeout = FromProto(spec.timeout());
  return {.timeout = phase == v1::PHASE_DESCRIBE ? std::min(timeout, kDescribeTimeout) : timeout,
          .stall_timeout = FromProto(spec.stall_timeout()),
          .grace = kGrace};
}

absl::Status FailureOf(const v1::StepResult& result) {
  if (result.outcome() == v1::OUTCOME_CANCELLED) return absl::CancelledError("asked to stop");
  return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, result.diagnosis());
}

}  // namespace

absl::StatusOr<uint64_t> StepContext::Record(const std::string& step, v1::Event event) const {
  event.set_release_id(facts.release_id());
  event.set_step(step);
  return tools.events.Record(std::move(event));
}

RunningStep::RunningStep(const StepContext& context, const v1::StepSpec& spec, PastStep past)
    : context_(context), spec_(spec), past_(std::move(past)), attempts_(past_.attempts) {}

absl::Status RunningStep::Start() {
  absl::StatusOr<std::unique_ptr<StepSession>> session = context_.tools.sessions.Start(spec_);
  if (!session.ok()) return session.status();
  session_ = *std::move(session);
  v1::Event event;
  v1::StepReady& ready = *event.mutable_step_ready();
  ready.set_plugin(session_->hello().plugin());
  ready.set_plugin_version(session_->hello().plugin_version());
  ready.set_digest(session_->hello().loaded().sha256());
  *ready.mutable_start_time() = ToProto(session_->start_time());
  return context_.Record(spec_.name(), std::move(event)).status();
}

absl::Status RunningStep::Describe() {
  const v1::Hello& hello = session_->hello();
  absl::StatusOr<std::unique_ptr<PluginSchema>> schema =
      PluginSchema::Of(hello.plugin(), hello.config_schema(), hello.config_message());
  if (!schema.ok()) return schema.status();
  absl::StatusOr<StepConfig> config =
      BuildStepConfig(**schema, {.step = spec_.name(),
                                 .step_label = spec_.label(),
                                 .plugin_label = spec_.plugin().label(),
                                 .config_json = spec_.config_json(),
                                 .environment = &context_.tools.environment});
  if (!config.ok()) return config.status();
  config_ = std::move(config->bytes);
  CallAnswer answer = Call(v1::PHASE_DESCRIBE);
  if (!WentWell(answer.result.outcome())) return FailureOf(answer.result);
  description_ = std::move(*answer.result.mutable_description());
  return CheckArtifacts(spec_, description_);
}

void RunningStep::SetInputs(Inputs inputs) {
  inputs_ = std::move(inputs);
  StepWork work{
      .step = spec_.name(),
      .environment = context_.facts.environment(),
      .plugin_sha256 = spec_.plugin().file().digest().sha256(),
      .config = config_,
      .allow_local = context_.facts.rules().allow_local(),
      .api_base = context_.facts.rules().api_base(),
      .resolve = {context_.facts.rules().resolve().begin(), context_.facts.rules().resolve().end()},
      .artifacts = {spec_.artifacts().begin(), spec_.artifacts().end()},
      .inputs = inputs_,
      .secrets = {}};
  for (const v1::SecretNeed& need : description_.secrets()) {
    const auto secret = context_.secrets.find(need.name());
    if (secret == context_.secrets.end()) continue;
    work.secrets[need.name()] =
        SecretFingerprint(context_.fingerprint_key, need.name(), secret->second.Reveal());
  }
  fingerprint_ = Fingerprint(context_.fingerprint_key, work).hex();
}

absl::Status RunningStep::Inherit() {
  v1::Event event;
  event.mutable_step_inherited()->set_outcome(past_.outcome);
  event.mutable_step_inherited()->mutable_outputs()->insert(past_.outputs.begin(),
                                                            past_.outputs.end());
  if (auto recorded = context_.Record(spec_.name(), std::move(event)); !recorded.ok()) {
    return recorded.status();
  }
  outcome_ = past_.outcome;
  outputs_ = past_.outputs;
  state_ = StepState::kDone;
  Release();
  return absl::OkStatus();
}

absl::Status RunningStep::SettleDoubt() {
  absl::StatusOr<v1::Observation> observation = Observe();
  if (!observation.ok()) return observation.status();
  if (*observation != v1::OBSERVATION_DONE) return absl::OkStatus();
  apply_began_ = context_.tools.clock.Monotonic();
  return Verify();
}

absl::Status RunningStep::Plan() {
  const absl::Duration begin = context_.tools.clock.Monotonic();
  CallAnswer answer = Call(v1::PHASE_PLAN);
  if (!WentWell(answer.result.outcome())) return PlanFailure(answer.result);
  changes_ = std::move(answer.changes);
  planned_outputs_ = std::move(answer.outputs);
  v1::Event event;
  v1::StepPlanned& planned = *event.mutable_step_planned();
  planned.mutable_changes()->Add(changes_.begin(), changes_.end());
  planned.set_fingerprint(fingerprint_);
  *planned.mutable_took() = ToProto(context_.tools.clock.Monotonic() - begin);
  return context_.Record(spec_.name(), std::move(event)).status();
}

absl::Status RunningStep::Check() {
  const CallAnswer answer = Call(v1::PHASE_PLAN);
  return WentWell(answer.result.outcome()) ? absl::OkStatus() : PlanFailure(answer.result);
}

absl::Status RunningStep::PlanFailure(const v1::StepResult& result) const {
  if (result.outcome() == v1::OUTCOME_CANCELLED) return FailureOf(result);
  Problems all;
  all.Add(result.diagnosis());
  for (const v1::Diagnosis& further : problems_.list) all.Add(further);
  return ProblemsStatus(all, absl::StatusCode::kFailedPrecondition);
}

bool RunningStep::has_changes() const {
  return std::any_of(changes_.begin(), changes_.end(),
                     [](const v1::Change& change) { return change.action() != v1::ACTION_NONE; });
}

absl::Status RunningStep::FinishUnchanged() {
  apply_began_ = context_.tools.clock.Monotonic();
  outputs_ = planned_outputs_;
  return Finish(v1::OUTCOME_UNCHANGED, {}, false);
}

absl::Status RunningStep::Skip(const std::string& why) {
  state_ = StepState::kSkipped;
  v1::Event event;
  event.mutable_step_skipped()->set_why(why);
  return context_.Record(spec_.name(), std::move(event)).status();
}

CallAnswer RunningStep::Call(v1::Phase phase) {
  if (session_ == nullptr) {  // the last call took its host with it
    absl::StatusOr<std::unique_ptr<StepSession>> session = context_.tools.sessions.Start(spec_);
    if (!session.ok()) {
      CallAnswer answer;
      answer.result.set_outcome(v1::OUTCOME_FAILED);
      *answer.result.mutable_diagnosis() = DiagnosisOf(session.status());
      return answer;
    }
    session_ = *std::move(session);
  }
  v1::StepCall call;
  call.set_phase(phase);
  call.set_step(spec_.name());
  *call.mutable_release() = context_.facts;
  call.set_config(config_);
  *call.mutable_artifacts() = spec_.artifacts();
  const CallLimits limits = LimitsFor(spec_, phase);
  *call.mutable_timeout() = ToProto(limits.timeout);
  call.set_attempt(std::max(attempts_, 1U));
  call.set_idempotency_key(IdempotencyKey(context_.facts.release_id(), spec_.name()));
  if (phase != v1::PHASE_DESCRIBE) {
    call.mutable_inputs()->insert(inputs_.begin(), inputs_.end());
    for (const v1::SecretNeed& need : description_.secrets()) {
      const auto secret = context_.secrets.find(need.name());
      if (secret == context_.secrets.end()) continue;
      (*call.mutable_secrets())[need.name()] = std::string(secret->second.Reveal());
    }
  }
  StepEvents sink(context_, spec_.name(), phase);
  CallAnswer answer = session_->Call(std::move(call), limits, sink, context_.interruption);
  problems_ = sink.problems();
  if (answer.host_lost) session_.reset();
  return answer;
}

absl::Status RunningStep::Finish(v1::Outcome outcome, const v1::Diagnosis& diagnosis,
                                 bool verified) {
  outcome_ = outcome;
  diagnosis_ = diagnosis;
  state_ = WentWell(outcome) ? StepState::kDone : StepState::kFailed;
  v1::Event event;
  v1::StepFinished& finished = *event.mutable_step_finished();
  finished.set_outcome(outcome);
  finished.mutable_outputs()->insert(outputs_.begin(), outputs_.end());
  if (!diagnosis.code().empty()) *finished.mutable_diagnosis() = diagnosis;
  *finished.mutable_took() = ToProto(context_.tools.clock.Monotonic() - apply_began_);
  finished.set_fingerprint(fingerprint_);
  finished.set_verified(verified);
  Release();
  return context_.Record(spec_.name(), std::move(event)).status();
}

absl::Status RunningStep::FinishFrom(const v1::StepResult& result) {
  return Finish(result.outcome(), result.diagnosis(), false);
}

}  // namespace release

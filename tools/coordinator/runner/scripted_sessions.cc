#include "tools/coordinator/runner/scripted_sessions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/empty.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/coordinator/step_client/lost_call.h"

namespace release {
namespace {

v1::Diagnosis Broken(const std::string& step, v1::Retry retry) {
  return DiagnosisOf(Diagnose(absl::StatusCode::kUnavailable, {.code = "TEST-BROKEN",
                                                               .what = step + " is broken",
                                                               .why = "the test says so",
                                                               .fix = "mend it",
                                                               .retry = retry}));
}

v1::Change TheChange(const std::string& step, bool done) {
  v1::Change change;
  change.set_id(step);
  change.set_resource(step);
  change.set_action(done ? v1::ACTION_NONE : v1::ACTION_CREATE);
  return change;
}

}  // namespace

class ScriptedWorld::Session : public StepSession {
 public:
  Session(ScriptedWorld& world, const v1::StepSpec& step) : world_(world) {
    google::protobuf::FileDescriptorSet schema;
    google::protobuf::Empty::descriptor()->file()->CopyTo(schema.add_file());
    hello_.set_plugin(step.plugin().name());
    hello_.set_config_message("google.protobuf.Empty");
    hello_.set_config_schema(schema.SerializeAsString());
  }

  const v1::Hello& hello() const override { return hello_; }
  absl::Duration start_time() const override { return absl::Milliseconds(1); }
  CallAnswer Call(v1::StepCall call, const CallLimits&, CallSink& sink,
                  const Interruption& interruption) override {
    return world_.Answer(call, sink, interruption);
  }

 private:
  ScriptedWorld& world_;
  v1::Hello hello_;
};

absl::StatusOr<std::unique_ptr<StepSession>> ScriptedWorld::Start(const v1::StepSpec& step) {
  std::lock_guard lock(mutex_);
  calls_.push_back(step.name() + ":start");
  if (broken_.contains(step.name() + "start")) {
    return DiagnosisStatus(absl::StatusCode::kFailedPrecondition,
                           Broken(step.name(), v1::RETRY_NEVER));
  }
  return std::make_unique<Session>(*this, step);
}

void ScriptedWorld::Script(const std::string& step, ScriptedApply apply) {
  std::lock_guard lock(mutex_);
  scripts_[step].push_back(std::move(apply));
}

bool ScriptedWorld::Done(const std::string& step) const {
  std::lock_guard lock(mutex_);
  return done_.contains(step);
}

std::vector<std::string> ScriptedWorld::calls() const {
  std::lock_guard lock(mutex_);
  return calls_;
}

size_t ScriptedWorld::CountOf(const std::string& call) const {
  const std::vector<std::string> all = calls();
  return static_cast<size_t>(std::count(all.begin(), all.end(), call));
}

v1::StepCall ScriptedWorld::LastCall(const std::string& step) const {
  std::lock_guard lock(mutex_);
  return last_.at(step);
}

CallAnswer ScriptedWorld::Answer(const v1::StepCall& call, CallSink& sink,
                                 const Interruption& interruption) {
  CallAnswer answer;
  {
    std::lock_guard lock(mutex_);
    calls_.push_back(absl::StrCat(call.step(), ":", PhaseWord(call.phase())));
    last_[call.step()] = call;
    answer.result.set_outcome(v1::OUTCOME_SUCCEEDED);
    const bool done = done_.contains(call.step());
    const auto broken = [&](const char* where) { return broken_.contains(call.step() + where); };
    switch (call.phase()) {
      case v1::PHASE_DESCRIBE:
        answer.result.mutable_description()->set_can_observe(true);
        if (needs_.contains(call.step())) {
          answer.result.mutable_description()->add_secrets()->set_name(needs_[call.step()]);
        }
        return answer;
      case v1::PHASE_PLAN:
        answer.changes.push_back(TheChange(call.step(), done));
        if (done) answer.outputs["made"] = call.step() + "-kept";
        if (live_.contains(call.step())) {
          answer.outputs["live_generation"] = live_[call.step()];
        }
        break;
      case v1::PHASE_OBSERVE:
        answer.result.set_observation(done ? v1::OBSERVATION_DONE : v1::OBSERVATION_NOT_DONE);
        return answer;
      default:
        break;
    }
    const bool fails = (call.phase() == v1::PHASE_PLAN && broken("plan")) ||
                       (call.phase() == v1::PHASE_VERIFY && broken("verify"));
    const bool unsure = call.phase() == v1::PHASE_VERIFY && broken("inconclusive");
    if (fails || unsure) {
      answer.result.set_outcome(fails ? v1::OUTCOME_FAILED : v1::OUTCOME_INCONCLUSIVE);
      *answer.result.mutable_diagnosis() = Broken(call.step(), v1::RETRY_NEVER);
    }
    if (call.phase() == v1::PHASE_PLAN && fails) {
      for (const std::string& code : further_[call.step()]) {
        v1::Diagnosis further = Broken(call.step(), v1::RETRY_NEVER);
        further.set_code(code);
        sink.OnWarning(further);
      }
    }
    if (call.phase() != v1::PHASE_APPLY) return answer;
  }
  return Apply(call, sink, interruption);
}

CallAnswer ScriptedWorld::Apply(const v1::StepCall& call, CallSink& sink,
                                const Interruption& interruption) {
  ScriptedApply apply;
  {
    std::lock_guard lock(mutex_);
    std::deque<ScriptedApply>& script = scripts_[call.step()];
    if (!script.empty()) {
      apply = std::move(script.front());
      script.pop_front();
    }
  }
  if (apply.before) apply.before();
  CallAnswer answer;
  if (apply.outcome == v1::OUTCOME_CANCELLED && !interruption.ask.stop_requested()) {
    apply.outcome = v1::OUTCOME_SUCCEEDED;
  }
  answer.result.set_outcome(apply.outcome);
  answer.host_lost = apply.host_lost;
  if (apply.outcome == v1::OUTCOME_FAILED) {
    *answer.result.mutable_diagnosis() = Broken(call.step(), apply.retry);
  }
  if (apply.effect) {
    std::lock_guard lock(mutex_);
    done_.insert(call.step());
  }
  if (apply.outcome == v1::OUTCOME_SUCCEEDED) {
    answer.outputs["made"] = call.step() + "-" + std::to_string(call.release().generation());
    sink.OnChange(TheChange(call.step(), false));
  }
  return answer;
}

}  // namespace release

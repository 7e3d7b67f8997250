// Steps without processes, for tests: a small world in which each step has an
// effect that is there or not, and a script of what goes wrong.
#ifndef RELEASE_TOOLS_COORDINATOR_RUNNER_SCRIPTED_SESSIONS_H_
#define RELEASE_TOOLS_COORDINATOR_RUNNER_SCRIPTED_SESSIONS_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tools/coordinator/step_client/step_session.h"

namespace release {

// What happens to one APPLY.
struct ScriptedApply {
  v1::Outcome outcome = v1::OUTCOME_SUCCEEDED;
  v1::Retry retry = v1::RETRY_NEVER;  // of a failure
  bool effect = true;                 // the world is changed, whatever the answer
  bool host_lost = false;
  std::function<void()> before = {};  // runs before the effect
};

// Threads: any.
class ScriptedWorld : public StepSessions {
 public:
  absl::StatusOr<std::unique_ptr<StepSession>> Start(const v1::StepSpec& step) override;

  // The next APPLYs of a step; when there is none left, it succeeds.
  void Script(const std::string& step, ScriptedApply apply);

  // The step cannot be started, planned, or verified.
  void BreakStart(const std::string& step) { Break(step, "start"); }
  void BreakPlan(const std::string& step) { Break(step, "plan"); }
  // PLAN fails with TEST-BROKEN, and finds these codes beside it.
  void BreakPlanAlso(const std::string& step, std::vector<std::string> codes) {
    Break(step, "plan");
    further_[step] = std::move(codes);
  }
  void BreakVerify(const std::string& step) { Break(step, "verify"); }
  void MakeVerifyInconclusive(const std::string& step) { Break(step, "inconclusive"); }
  void Mend() { broken_.clear(); }

  // The step needs this secret.
  void Need(const std::string& step, const std::string& secret) { needs_[step] = secret; }

  bool Done(const std::string& step) const;
  void SetDone(const std::string& step) { done_.insert(step); }
  // From now on the step's PLAN sees this generation live.
  void SetLive(const std::string& step, uint64_t generation) {
    live_[step] = std::to_string(generation);
  }
  void Undo(const std::string& step) { done_.erase(step); }

  // `migrate:apply`, in the order in which the calls came.
  std::vector<std::string> calls() const;
  size_t CountOf(const std::string& call) const;

  // Secrets and inputs that the last call of a step got.
  v1::StepCall LastCall(const std::string& step) const;

 private:
  class Session;

  void Break(const std::string& step, const std::string& where) { broken_.insert(step + where); }
  CallAnswer Answer(const v1::StepCall& call, CallSink& sink, const Interruption& interruption);
  CallAnswer Apply(const v1::StepCall& call, CallSink& sink, const Interruption& interruption);

  mutable std::mutex mutex_;
  std::map<std::string, std::deque<ScriptedApply>> scripts_;
  std::map<std::string, std::string> needs_;
  std::map<std::string, v1::StepCall> last_;
  std::set<std::string> broken_;
  std::map<std::string, std::vector<std::string>> further_;
  std::set<std::string> done_;
  std::map<std::string, std::string> live_;
  std::vector<std::string> calls_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_RUNNER_SCRIPTED_SESSIONS_H_

#include "tools/sdk/testing/convergence.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace release::kit {
namespace {

using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;

Recording Ask(StepRunner& step, v1::StepCall& call, v1::Phase phase) {
  call.set_phase(phase);
  return step.Run(call);
}

bool Succeeded(const Recording& recording) {
  return recording.outcome() == v1::OUTCOME_SUCCEEDED ||
         recording.outcome() == v1::OUTCOME_UNCHANGED;
}

std::vector<std::string> SortedIds(const Recording& recording) {
  std::vector<std::string> ids = recording.ChangeIds();
  std::sort(ids.begin(), ids.end());
  return ids;
}

bool Runs(const Recording& plan) {
  return std::any_of(plan.changes.begin(), plan.changes.end(),
                     [](const v1::Change& change) { return change.action() == v1::ACTION_RUN; });
}

// After APPLY: nothing is left to do, and the step knows it.
AssertionResult IsDone(StepRunner& step, v1::StepCall& call) {
  const Recording observed = Ask(step, call, v1::PHASE_OBSERVE);
  if (!Succeeded(observed) || observed.result->observation() != v1::OBSERVATION_DONE) {
    return AssertionFailure() << "OBSERVE after APPLY does not say done: " << observed;
  }
  const Recording plan = Ask(step, call, v1::PHASE_PLAN);
  if (!Succeeded(plan) || !plan.ChangeIds().empty()) {
    return AssertionFailure() << "PLAN after APPLY still has changes: " << plan;
  }
  const Recording applied = Ask(step, call, v1::PHASE_APPLY);
  if (applied.outcome() != v1::OUTCOME_UNCHANGED) {
    return AssertionFailure() << "the second APPLY did something: " << applied;
  }
  return AssertionSuccess();
}

}  // namespace

AssertionResult Converges(StepRunner& step, v1::StepCall call) {
  if (const Recording described = Ask(step, call, v1::PHASE_DESCRIBE); !Succeeded(described)) {
    return AssertionFailure() << "DESCRIBE: " << described;
  }
  const Recording plan = Ask(step, call, v1::PHASE_PLAN);
  if (!Succeeded(plan)) return AssertionFailure() << "PLAN: " << plan;
  const Recording again = Ask(step, call, v1::PHASE_PLAN);
  if (!Succeeded(again) || SortedIds(again) != SortedIds(plan)) {
    return AssertionFailure() << "PLAN was " << plan << "and then, with nothing done, " << again;
  }
  const Recording applied = Ask(step, call, v1::PHASE_APPLY);
  if (!Succeeded(applied)) return AssertionFailure() << "APPLY: " << applied;
  if (SortedIds(applied) != SortedIds(plan)) {
    return AssertionFailure() << "PLAN announced " << plan << "and APPLY did " << applied;
  }
  if (!Runs(plan)) {
    if (AssertionResult done = IsDone(step, call); !done) return done;
  }
  const Recording verified = Ask(step, call, v1::PHASE_VERIFY);
  if (!Succeeded(verified)) return AssertionFailure() << "VERIFY: " << verified;
  return AssertionSuccess();
}

}  // namespace release::kit

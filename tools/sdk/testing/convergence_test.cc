// Converges() finds each way in which a step can break its promise.
#include "tools/sdk/testing/convergence.h"

#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace release::kit {
namespace {

enum class Fault {
  kNone,
  kPlanActs,         // PLAN does the work
  kApplyForgets,     // APPLY does not say what it did
  kNeverDone,        // PLAN always finds something
  kObserveLies,      // OBSERVE says partly for ever
  kSecondApplyActs,  // APPLY does it again
  kVerifyFails,
  kDescribeFails,
};

// A step whose world is one flag.
class ScriptedStep : public StepRunner {
 public:
  explicit ScriptedStep(Fault fault, v1::Action action = v1::ACTION_CREATE)
      : fault_(fault), action_(action) {}

  Recording Run(v1::StepCall call) override {
    Recording recording;
    recording.result.emplace().set_outcome(v1::OUTCOME_SUCCEEDED);
    const bool needed = !done_ || action_ == v1::ACTION_RUN;
    switch (call.phase()) {
      case v1::PHASE_DESCRIBE:
        if (fault_ == Fault::kDescribeFails) recording.result->set_outcome(v1::OUTCOME_FAILED);
        break;
      case v1::PHASE_PLAN:
        if (needed || fault_ == Fault::kNeverDone) AddChange(recording);
        if (fault_ == Fault::kPlanActs) done_ = true;
        break;
      case v1::PHASE_APPLY:
        if (needed || fault_ == Fault::kSecondApplyActs) {
          if (fault_ != Fault::kApplyForgets) AddChange(recording);
        } else {
          recording.result->set_outcome(v1::OUTCOME_UNCHANGED);
        }
        done_ = true;
        break;
      case v1::PHASE_OBSERVE:
        recording.result->set_observation(
            done_ && fault_ != Fault::kObserveLies ? v1::OBSERVATION_DONE : v1::OBSERVATION_PARTLY);
        break;
      default:
        if (fault_ == Fault::kVerifyFails) recording.result->set_outcome(v1::OUTCOME_FAILED);
    }
    return recording;
  }

 private:
  void AddChange(Recording& recording) {
    recording.changes.emplace_back().set_id("thing");
    recording.changes.back().set_action(action_);
  }

  const Fault fault_;
  const v1::Action action_;
  bool done_ = false;
};

std::string FailureOf(Fault fault) {
  ScriptedStep step(fault);
  const ::testing::AssertionResult result = Converges(step, {});
  return result ? "" : result.message();
}

TEST(ConvergesTest, AGoodStepConverges) {
  EXPECT_EQ(FailureOf(Fault::kNone), "");
  ScriptedStep probe(Fault::kNone, v1::ACTION_RUN);
  EXPECT_TRUE(Converges(probe, {}));
}

TEST(ConvergesTest, EachFaultIsFound) {
  EXPECT_TRUE(absl::StrContains(FailureOf(Fault::kPlanActs), "with nothing done"));
  EXPECT_TRUE(absl::StrContains(FailureOf(Fault::kApplyForgets), "PLAN announced"));
  EXPECT_TRUE(absl::StrContains(FailureOf(Fault::kNeverDone), "still has changes"));
  EXPECT_TRUE(absl::StrContains(FailureOf(Fault::kObserveLies), "does not say done"));
  EXPECT_TRUE(absl::StrContains(FailureOf(Fault::kSecondApplyActs), "second APPLY"));
  EXPECT_TRUE(absl::StrContains(FailureOf(Fault::kVerifyFails), "VERIFY"));
  EXPECT_TRUE(absl::StrContains(FailureOf(Fault::kDescribeFails), "DESCRIBE"));
}

}  // namespace
}  // namespace release::kit

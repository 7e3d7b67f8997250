#include "tools/coordinator/step_client/lost_call.h"

#include "gtest/gtest.h"

namespace release {
namespace {

v1::StepSpec Spec() {
  v1::StepSpec spec;
  spec.set_name("migrate");
  spec.set_label("//release:migrate");
  spec.mutable_plugin()->set_name("migrate");
  spec.mutable_plugin()->set_label("//plugins/migrate");
  spec.mutable_timeout()->set_seconds(600);
  spec.mutable_stall_timeout()->set_seconds(60);
  return spec;
}

v1::StepCall Call(v1::Phase phase) {
  v1::StepCall call;
  call.set_phase(phase);
  return call;
}

CallAnswer Answer(v1::Outcome outcome) {
  CallAnswer answer;
  answer.result.set_outcome(outcome);
  return answer;
}

TEST(LostCallTest, ALostApplyIsInDoubtAndALostPlanIsNot) {
  v1::Diagnosis death;
  death.set_code("PLUGIN-CRASHED");
  for (const StopReason reason : {StopReason::kTimeout, StopReason::kStalled, StopReason::kSilent,
                                  StopReason::kInterrupted}) {
    EXPECT_EQ(LostResult(Spec(), Call(v1::PHASE_APPLY), reason, death).diagnosis().retry(),
              v1::RETRY_AFTER_OBSERVE);
    EXPECT_EQ(LostResult(Spec(), Call(v1::PHASE_PLAN), reason, death).diagnosis().retry(),
              v1::RETRY_NEVER);
  }
}

TEST(LostCallTest, ADeathThatNobodyCausedIsTheStory) {
  v1::Diagnosis death;
  death.set_code("PLUGIN-CRASHED");
  EXPECT_EQ(LostResult(Spec(), Call(v1::PHASE_APPLY), StopReason::kNone, death).diagnosis().code(),
            "PLUGIN-CRASHED");
}

TEST(LostCallTest, AnAbortedHostTellsWhereItStood) {
  v1::Diagnosis death;
  death.set_why("SIGABRT in Wait() (migrate.so+0x10)");
  const v1::Diagnosis told =
      LostResult(Spec(), Call(v1::PHASE_APPLY), StopReason::kStalled, death).diagnosis();
  EXPECT_EQ(told.code(), "STEP-STALLED");
  ASSERT_EQ(told.evidence_size(), 1);
  EXPECT_EQ(told.evidence(0), "when it ended: SIGABRT in Wait() (migrate.so+0x10)");
}

TEST(JudgeAnswerTest, BrokenAnswersAreFailuresThatNameTheField) {
  struct Case {
    v1::Phase phase;
    CallAnswer answer;
    const char* why;
  };
  const Case cases[] = {
      {v1::PHASE_PLAN, Answer(v1::OUTCOME_UNSPECIFIED), "StepResult.outcome: unknown value 0"},
      {v1::PHASE_PLAN, Answer(static_cast<v1::Outcome>(99)),
       "StepResult.outcome: unknown value 99"},
      {v1::PHASE_APPLY, Answer(v1::OUTCOME_FAILED), "StepResult.diagnosis: absent from a failure"},
      {v1::PHASE_DESCRIBE, Answer(v1::OUTCOME_SUCCEEDED),
       "StepResult.description: absent from DESCRIBE"},
      {v1::PHASE_OBSERVE, Answer(v1::OUTCOME_SUCCEEDED),
       "StepResult.observation: absent from OBSERVE"},
      {v1::PHASE_APPLY, Answer(v1::OUTCOME_CANCELLED),
       "StepResult.outcome: CANCELLED, but nobody asked it to stop"},
  };
  for (const Case& c : cases) {
    const CallAnswer judged = JudgeAnswer(Spec(), Call(c.phase), StopReason::kNone, c.answer);
    EXPECT_EQ(judged.result.outcome(), v1::OUTCOME_FAILED) << c.why;
    EXPECT_EQ(judged.result.diagnosis().code(), "PLUGIN-PROTOCOL") << c.why;
    EXPECT_EQ(judged.result.diagnosis().why(), c.why);
  }
}

TEST(JudgeAnswerTest, AStepThatStoppedForItsLimitDidNotEndWell) {
  const CallAnswer judged = JudgeAnswer(Spec(), Call(v1::PHASE_APPLY), StopReason::kTimeout,
                                        Answer(v1::OUTCOME_CANCELLED));
  EXPECT_EQ(judged.result.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(judged.result.diagnosis().code(), "STEP-TIMEOUT");
}

TEST(JudgeAnswerTest, AStepThatAPersonStoppedIsCancelled) {
  const CallAnswer judged = JudgeAnswer(Spec(), Call(v1::PHASE_APPLY), StopReason::kInterrupted,
                                        Answer(v1::OUTCOME_CANCELLED));
  EXPECT_EQ(judged.result.outcome(), v1::OUTCOME_CANCELLED);
}

}  // namespace
}  // namespace release

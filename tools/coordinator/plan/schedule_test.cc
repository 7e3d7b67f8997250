#include "tools/coordinator/plan/schedule.h"

#include <gtest/gtest.h>

namespace release {
namespace {

using enum StepState;

// 0 migrate -> 1 deploy-app -> 3 smoke; 2 deploy-pages stands alone.
StepGraph Graph() {
  v1::PipelineManifest manifest;
  const auto add = [&](const char* name, const char* after) {
    v1::StepSpec* step = manifest.add_steps();
    step->set_name(name);
    if (*after != '\0') step->add_after(after);
  };
  add("migrate", "");
  add("deploy-app", "migrate");
  add("deploy-pages", "");
  add("smoke", "deploy-app");
  return *StepGraph::Of(manifest);
}

using Steps = std::vector<StepIndex>;

TEST(ScheduleTest, StepsWithoutPredecessorsAreReadyFirst) {
  EXPECT_EQ(ReadySteps(Graph(), {kWaiting, kWaiting, kWaiting, kWaiting}), (Steps{0, 2}));
}

TEST(ScheduleTest, ARunningPredecessorHoldsAStepBack) {
  EXPECT_EQ(ReadySteps(Graph(), {kRunning, kWaiting, kRunning, kWaiting}), Steps{});
}

TEST(ScheduleTest, ADonePredecessorSetsAStepFree) {
  EXPECT_EQ(ReadySteps(Graph(), {kDone, kWaiting, kRunning, kWaiting}), Steps{1});
}

TEST(ScheduleTest, AFailureBlocksEverythingBehindItAndNothingElse) {
  const StepStates states = {kFailed, kWaiting, kWaiting, kWaiting};
  EXPECT_EQ(BlockedSteps(Graph(), states), (Steps{1, 3}));
  EXPECT_EQ(ReadySteps(Graph(), states), Steps{2});
}

TEST(ScheduleTest, TheFailedStepIsBlamedRatherThanTheSkippedOneBetween) {
  const StepStates states = {kFailed, kSkipped, kDone, kWaiting};
  EXPECT_EQ(BlockerOf(Graph(), states, 3), StepIndex{0});
  EXPECT_EQ(BlockerOf(Graph(), {kDone, kSkipped, kDone, kWaiting}, 3), StepIndex{1});
  EXPECT_EQ(BlockerOf(Graph(), {kFailed, kWaiting, kWaiting, kWaiting}, 2), std::nullopt);
}

TEST(ScheduleTest, AReleaseIsSettledWhenNothingRunsAndNothingCanStart) {
  EXPECT_TRUE(AllSettled(Graph(), {kDone, kDone, kDone, kDone}));
  EXPECT_TRUE(AllSettled(Graph(), {kFailed, kWaiting, kDone, kWaiting}));
  EXPECT_FALSE(AllSettled(Graph(), {kFailed, kWaiting, kRunning, kWaiting}));
  EXPECT_FALSE(AllSettled(Graph(), {kFailed, kWaiting, kWaiting, kWaiting}));
}

}  // namespace
}  // namespace release

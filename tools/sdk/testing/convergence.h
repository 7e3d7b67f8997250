// The promise of every step, as one expectation.
#ifndef RELEASE_TOOLS_SDK_TESTING_CONVERGENCE_H_
#define RELEASE_TOOLS_SDK_TESTING_CONVERGENCE_H_

#include "gtest/gtest.h"
#include "proto/release/v1/step.pb.h"
#include "tools/sdk/testing/step_runner.h"

namespace release::kit {

// EXPECT_TRUE(Converges(step, call)): applying twice equals applying once, and planning changes
// nothing. Asks, in this order, with the inputs of `call` (its phase is replaced):
//
//   DESCRIBE  succeeds
//   PLAN      succeeds, twice, with the same changes
//   APPLY     succeeds; each change it reports was planned, and each planned one is reported
//   OBSERVE   says done
//   PLAN      has no change left
//   APPLY     says that there was nothing to do
//   VERIFY    succeeds
//
// Changes of ACTION_RUN (a probe, a dispatch) have no lasting state and come each time: with one
// of them the last PLAN, the last APPLY and OBSERVE are not judged.
//
// The world should need the step when it starts; Converges() does not ask that there is a change.
::testing::AssertionResult Converges(StepRunner& step, v1::StepCall call);

}  // namespace release::kit

#endif  // RELEASE_TOOLS_SDK_TESTING_CONVERGENCE_H_

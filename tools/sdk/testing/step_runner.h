// Something that answers calls with a step: in this process, or through a real step host.
#ifndef RELEASE_TOOLS_SDK_TESTING_STEP_RUNNER_H_
#define RELEASE_TOOLS_SDK_TESTING_STEP_RUNNER_H_

#include "proto/release/v1/step.pb.h"
#include "tools/sdk/testing/recording.h"

namespace release::kit {

class StepRunner {
 public:
  virtual ~StepRunner() = default;

  // Runs the call to its end. The runner gives it an id.
  virtual Recording Run(v1::StepCall call) = 0;
};

}  // namespace release::kit

#endif  // RELEASE_TOOLS_SDK_TESTING_STEP_RUNNER_H_

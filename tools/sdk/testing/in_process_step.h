// Runs a plugin inside the test: fast, and visible to a debugger and to sanitizers.
#ifndef RELEASE_TOOLS_SDK_TESTING_IN_PROCESS_STEP_H_
#define RELEASE_TOOLS_SDK_TESTING_IN_PROCESS_STEP_H_

#include <functional>
#include <string>

#include "proto/release/v1/host.pb.h"
#include "tools/sdk/testing/step_runner.h"

namespace release::kit {

// Calls the plugin whose library target is linked into the test (the one with
// RELEASE_STEP_PLUGIN; exactly one a test) through its C entry point, so that nothing differs from
// the real thing but the process.
class InProcessStep : public StepRunner {
 public:
  // Called with each message as it is emitted, on the step's thread. A test may Cancel() here.
  std::function<void(const v1::HostMessage&)> on_message;

  // The call's id counts from 1.
  Recording Run(v1::StepCall call) override;

  // Asks the running call to stop. Threads: any.
  void Cancel();

  // As in Hello.
  std::string name() const;
  std::string config_message() const;
  std::string config_schema() const;

 private:
  uint64_t last_call_ = 0;
};

}  // namespace release::kit

#endif  // RELEASE_TOOLS_SDK_TESTING_IN_PROCESS_STEP_H_

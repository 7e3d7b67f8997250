// Answers one StepCall with a step: from messages to the author's functions and back.
#ifndef RELEASE_TOOLS_SDK_RUN_CALL_H_
#define RELEASE_TOOLS_SDK_RUN_CALL_H_

#include <stop_token>

#include "proto/release/v1/step.pb.h"
#include "tools/sdk/host_link.h"
#include "tools/sdk/step.h"

namespace release {

// Runs the phase that `call` names and waits for its end. Whatever goes wrong is a FAILED result
// with a diagnosis: a config that does not parse, an unknown phase, an exception of the step.
//
// Throws only when even the diagnosis cannot be made (std::bad_alloc).
v1::StepResult RunCall(AnyStep& step, const v1::StepCall& call, HostLink& host,
                       std::stop_token stop);

// A FAILED result.
v1::StepResult FailedResult(const v1::StepCall& call, const absl::Status& why);

}  // namespace release

#endif  // RELEASE_TOOLS_SDK_RUN_CALL_H_

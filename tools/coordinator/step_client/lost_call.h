// Results for calls that did not end as the protocol wants.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_LOST_CALL_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_LOST_CALL_H_

#include <string>

#include "proto/release/v1/diagnosis.pb.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/manifest.pb.h"
#include "proto/release/v1/step.pb.h"
#include "tools/coordinator/step_client/call_watch.h"
#include "tools/coordinator/step_client/step_session.h"

namespace release {

// `describe`, `observe`, `plan`, `apply`, `verify`.
std::string PhaseWord(v1::Phase phase);

// The host is gone. `death` says how it ended; `reason` why it was stopped, if
// we stopped it, and then is the better story.
v1::StepResult LostResult(const v1::StepSpec& step, const v1::StepCall& call, StopReason reason,
                          const v1::Diagnosis& death);

// Checks an answer that came: an outcome is there, a failure has a diagnosis, a
// DESCRIBE its description. A call that was stopped for its limits and answered
// CANCELLED did not end well: it becomes a failure that says which limit.
CallAnswer JudgeAnswer(const v1::StepSpec& step, const v1::StepCall& call, StopReason reason,
                       CallAnswer answer);

v1::Diagnosis OversizedOutput(const v1::StepSpec& step, const v1::Output& output);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_LOST_CALL_H_

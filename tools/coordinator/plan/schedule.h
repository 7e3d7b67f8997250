// Which steps may go now, given how far each one is.
#ifndef RELEASE_TOOLS_COORDINATOR_PLAN_SCHEDULE_H_
#define RELEASE_TOOLS_COORDINATOR_PLAN_SCHEDULE_H_

#include <optional>
#include <vector>

#include "tools/coordinator/plan/graph.h"

namespace release {

enum class StepState {
  kWaiting,  // wanted, not started
  kRunning,  // started, not finished
  kDone,     // finished well, found unchanged, or inherited from an earlier run
  kFailed,   // finished in any other way
  kSkipped,  // will not run in this release
};

// One state a step, by StepIndex.
using StepStates = std::vector<StepState>;

// Waiting steps whose direct predecessors are all done, ascending.
std::vector<StepIndex> ReadySteps(const StepGraph& graph, const StepStates& states);

// Waiting steps that can never become ready, because a step before them, near or far, failed or
// was skipped. Ascending.
std::vector<StepIndex> BlockedSteps(const StepGraph& graph, const StepStates& states);

// The step that blocks `step`: the first failed one before it in order, else the first skipped
// one. Nothing when `step` is not blocked.
std::optional<StepIndex> BlockerOf(const StepGraph& graph, const StepStates& states,
                                   StepIndex step);

// No step is running and none is ready: nothing more will happen.
bool AllSettled(const StepGraph& graph, const StepStates& states);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_PLAN_SCHEDULE_H_

#include "tools/coordinator/plan/schedule.h"

#include <algorithm>
#include <cstddef>

namespace release {
namespace {

// For every step whether something before it failed or was skipped. Steps are numbered
// topologically, so one pass is enough.
std::vector<bool> Blocked(const StepGraph& graph, const StepStates& states) {
  std::vector<bool> blocked(graph.size(), false);
  for (StepIndex step = 0; step < graph.size(); ++step) {
    for (const StepIndex before : graph.after(step)) {
      if (blocked[before] || states[before] == StepState::kFailed ||
          states[before] == StepState::kSkipped) {
        blocked[step] = true;
      }
    }
  }
  return blocked;
}

// Every step before `step`, near or far.
std::vector<bool> Ancestors(const StepGraph& graph, StepIndex step) {
  std::vector<bool> wanted(graph.size(), false);
  for (const StepIndex before : graph.after(step)) wanted[before] = true;
  for (StepIndex at = step; at-- > 0;) {
    if (!wanted[at]) continue;
    for (const StepIndex before : graph.after(at)) wanted[before] = true;
  }
  return wanted;
}

}  // namespace

std::vector<StepIndex> ReadySteps(const StepGraph& graph, const StepStates& states) {
  std::vector<StepIndex> ready;
  for (StepIndex step = 0; step < graph.size(); ++step) {
    if (states[step] != StepState::kWaiting) continue;
    const std::vector<StepIndex>& after = graph.after(step);
    if (std::all_of(after.begin(), after.end(),
                    [&](StepIndex before) { return states[before] == StepState::kDone; })) {
      ready.push_back(step);
    }
  }
  return ready;
}

std::vector<StepIndex> BlockedSteps(const StepGraph& graph, const StepStates& states) {
  const std::vector<bool> blocked = Blocked(graph, states);
  std::vector<StepIndex> steps;
  for (StepIndex step = 0; step < graph.size(); ++step) {
    if (blocked[step] && states[step] == StepState::kWaiting) steps.push_back(step);
  }
  return steps;
}

std::optional<StepIndex> BlockerOf(const StepGraph& graph, const StepStates& states,
                                   StepIndex step) {
  const std::vector<bool> ancestors = Ancestors(graph, step);
  std::optional<StepIndex> skipped;
  for (StepIndex before = 0; before < step; ++before) {
    if (!ancestors[before]) continue;
    if (states[before] == StepState::kFailed) return before;
    if (states[before] == StepState::kSkipped && !skipped.has_value()) skipped = before;
  }
  return skipped;
}

bool AllSettled(const StepGraph& graph, const StepStates& states) {
  return std::find(states.begin(), states.end(), StepState::kRunning) == states.end() &&
         ReadySteps(graph, states).empty();
}

}  // namespace release

// A release of //release:rehearsal that meets faults, and what must be true of it.
#ifndef RELEASE_TESTS_FAULTS_TRIAL_H_
#define RELEASE_TESTS_FAULTS_TRIAL_H_

#include <string>
#include <vector>

#include "tests/e2e/rehearsal/rehearsal_home.h"
#include "tests/faults/calls.h"
#include "tests/faults/kinds.h"

namespace release::faults {

// How a release came through.
struct Trial {
  int runs = 0;                    // of the same command, until it was done
  std::vector<std::string> codes;  // of the diagnoses of those that stopped, in order
  std::vector<Call> unmet;         // calls that were ordered a fault and were not made
  std::vector<std::string> wrong;  // sentences; empty: all was as it must be
};

// Runs the launcher in `home`, a new one, until it is done; a fault meets each of `calls` once. At
// most one run more than there are faults. Then once more without faults: that one must find
// nothing to change, and the world must be right (world.h).
Trial Try(e2e::RehearsalHome& home, const Kind& kind, const std::vector<Call>& calls);

// The calls of a release that nothing disturbs, in a home of its own; empty when it fails.
std::vector<Call> CallsOfARelease();

// What is wrong with the last words of a run that stopped: its exit code is one that is promised,
// and it says a code, a cure and the next command (`tools/bazel run ...`). Adds to `wrong`; returns
// the code.
std::string CheckStopped(const e2e::RehearsalEnd& end, std::vector<std::string>& wrong);

// Runs `launcher`, which has the steps of //release:rehearsal, without faults; see Try.
void CheckFinished(e2e::RehearsalHome& home, const std::string& launcher,
                   std::vector<std::string>& wrong);

}  // namespace release::faults

#endif  // RELEASE_TESTS_FAULTS_TRIAL_H_

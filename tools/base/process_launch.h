// From a Command to a running child. Private to the process room.
#ifndef RELEASE_TOOLS_BASE_PROCESS_LAUNCH_H_
#define RELEASE_TOOLS_BASE_PROCESS_LAUNCH_H_

#include <sys/types.h>

#include "absl/status/statusor.h"
#include "tools/base/process.h"

namespace release {

// Descriptors that become the child's 0, 1 and 2; -1 leaves it ours.
struct ChildStdio {
  int in = -1;
  int out = -1;
  int err = -1;
};

// Forks and executes, and returns the pid once the program runs. On failure no child is left.
// Errors: as Process::Start.
absl::StatusOr<pid_t> Launch(const Command& command, const ChildStdio& stdio);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_PROCESS_LAUNCH_H_

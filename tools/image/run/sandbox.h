// A command in new user, mount, pid, net, ipc, uts and cgroup namespaces, on a directory.
#ifndef RELEASE_TOOLS_IMAGE_RUN_SANDBOX_H_
#define RELEASE_TOOLS_IMAGE_RUN_SANDBOX_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/run/owners.h"
#include "tools/image/run/sandbox_request.h"

namespace release::image {

struct SandboxOutcome {
  int wait_status = 0;  // of the command, as waitpid() gives it
  std::string output_tail = {};
  uint64_t output_size = 0;  // bytes of the whole output
  // Where the command wanted to make a device; it was refused.
  std::vector<std::string> refused_devices = {};
};

// Runs the command to its end; every process that it left is killed. The sandbox dies with the
// calling thread. `request.directory` must have /dev and /proc (MountPoints), and belong to the
// caller's user. `owners` says who owns which of its files, and is kept up to date.
//
// A command that ran to its end is a good result, whatever its status. Errors:
// IMAGE-RUN-NO-NAMESPACES, FAILED_PRECONDITION, when the machine forbids what a sandbox needs;
// IMAGE-RUN-COMMAND-NOT-FOUND; IMAGE-RUN-WORKDIR; IMAGE-RUN-SETUP; IMAGE-RUN-TIMEOUT,
// DEADLINE_EXCEEDED; IMAGE-RUN-TOO-MANY-PROCESSES, RESOURCE_EXHAUSTED.
absl::StatusOr<SandboxOutcome> RunSandbox(const SandboxRequest& request, Owners& owners);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_SANDBOX_H_

// The sandbox's own processes: the first of its pid namespace, and the command before its exec.
// Private to this room.
//
// Only async-signal-safe calls happen here: other threads of the caller may have held any lock when
// the clone came.
#ifndef RELEASE_TOOLS_IMAGE_RUN_SANDBOX_CHILD_H_
#define RELEASE_TOOLS_IMAGE_RUN_SANDBOX_CHILD_H_

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/image/run/sandbox_plan.h"

namespace release::image {

enum class ChildPhase : int32_t {
  kDescriptors,
  kUserNamespace,  // the maps of ids
  kHostname,
  kSetup,  // `detail` is the index of the SetupStep
  kRoot,
  kLoopback,
  kFork,
  kWorkdir,
  kLimits,
  kCapabilities,
  kSupervision,
  kExec,   // `detail` is the index of the executable
  kEnded,  // the command ended: `value` is its wait status
};

// What comes through the status pipe. Every phase but kEnded means that it failed.
struct ChildReport {
  ChildPhase phase;
  int32_t detail;
  int32_t value;  // errno, or the wait status
};

// The RLIMIT_RTTIME of a process is where the supervisor keeps which ids the process has: a child
// inherits it, exec keeps it, and it limits nobody, as a user namespace has no real-time processes.
inline constexpr uint64_t kIdsCell = uint64_t{1} << 40U;

struct ChildPlan {
  std::string root;
  std::string hostname;
  std::string workdir;
  std::string uid_map;
  std::string gid_map;
  std::vector<SetupStep> steps;
  std::vector<sock_filter> filter;
  std::vector<std::string> executables;  // tried in order
  std::vector<char*> argv;               // with the null at the end
  std::vector<char*> environment;
  // The caller's command line in its memory, which the sandbox must not see in /proc/1/cmdline.
  char* command_line = nullptr;
  size_t command_line_size = 0;
  bool root_user = true;
  int max_processes = 0;

  // Close-on-exec, of the caller.
  int null_fd = -1;
  int output_fd = -1;
  int status_fd = -1;
  int listener_socket = -1;  // to send the listener through
};

// The life of the first process. Does not return.
[[noreturn]] void RunSandboxInit(const ChildPlan& plan);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_SANDBOX_CHILD_H_

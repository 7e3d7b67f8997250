// What a child does between fork and exec. Private to the process room.
//
// Only async-signal-safe calls happen here: other threads of the parent may have held any lock when
// the fork came. Everything that needs memory is prepared by the parent.
#ifndef RELEASE_TOOLS_BASE_PROCESS_CHILD_H_
#define RELEASE_TOOLS_BASE_PROCESS_CHILD_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace release {

// The preparations of a child, in order. The parent learns the one that failed.
enum class ChildStep : int32_t {
  kProcessGroup,
  kDescriptors,
  kDirectory,
  kUserNamespace,
  kLimits,
  kDeathSignal,
  kOrphaned,
  kExec,
};

// What a child writes to its status pipe when it fails. Nothing is written when it succeeds: the
// pipe closes with the exec.
struct ChildFailure {
  ChildStep step;
  int32_t error_number;
};

// One descriptor of the child: a copy of `source` under the number `target`.
struct ChildDescriptor {
  int source;
  int target;
  int moved = -1;  // scratch of the child
};

struct ChildSetup {
  std::vector<ChildDescriptor> descriptors;
  int first_free = 3;  // above every target
  int status_fd = -1;  // >= first_free, close-on-exec
  bool process_group = false;
  std::string cwd;  // empty: stay
  bool user_namespace = false;
  std::string uid_map;  // the lines for /proc/self/uid_map and gid_map
  std::string gid_map;
  uint64_t address_space_limit = 0;  // bytes; 0: none
  bool core_dumps = false;
  int death_signal = 0;
  pid_t parent = 0;

  const char* executable = nullptr;
  char* const* argv = nullptr;
  char* const* env = nullptr;
};

// Prepares and executes; reports a failure and exits with 127. Does not return.
[[noreturn]] void RunChild(ChildSetup& setup);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_PROCESS_CHILD_H_

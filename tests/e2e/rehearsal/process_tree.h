// The processes below one that a test started. Found by their parents, never by a name on the
// machine.
#ifndef RELEASE_TESTS_E2E_REHEARSAL_PROCESS_TREE_H_
#define RELEASE_TESTS_E2E_REHEARSAL_PROCESS_TREE_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/base/file_descriptor.h"

namespace release::e2e {

struct TreeProcess {
  pid_t pid = 0;
  pid_t parent = 0;
  std::string program;    // file name of what it executes
  FileDescriptor pidfd;   // invalid when it ended meanwhile
  uint64_t peak_rss = 0;  // VmHWM, bytes
};

// Children, grandchildren, ... of `root`, as far as they live now; `root` itself is not among them.
std::vector<TreeProcess> DescendantsOf(pid_t root);

// Those that execute a program of that file name.
std::vector<TreeProcess> Only(const std::string& program, std::vector<TreeProcess> processes);

// True when all of them end within `patience`.
bool AllEndWithin(absl::Duration patience, const std::vector<TreeProcess>& processes);

// `/proc/PID/NAME`, empty when the process has ended.
std::string ProcFile(pid_t pid, const std::string& name);

// File name of the program that a process executes.
std::string ProgramOf(pid_t pid);

}  // namespace release::e2e

#endif  // RELEASE_TESTS_E2E_REHEARSAL_PROCESS_TREE_H_

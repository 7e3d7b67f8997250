// What a sandbox shall run, on a directory that holds a root file system.
#ifndef RELEASE_TOOLS_IMAGE_RUN_SANDBOX_REQUEST_H_
#define RELEASE_TOOLS_IMAGE_RUN_SANDBOX_REQUEST_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace release::image {

// Who the command believes to be.
struct RunUser {
  uint32_t uid = 0;
  uint32_t gid = 0;
  std::vector<uint32_t> groups = {};  // supplementary
};

// Something of the disk that the command sees at `target`; what it writes there is no part of the
// root.
struct SandboxMount {
  std::string source = {};  // a path for the caller; empty: a new tmpfs
  std::string target = {};  // absolute, in the root; its mount point is there unless below /dev
  bool directory = true;
  bool read_only = false;
  uint64_t size = 0;     // bytes, of a tmpfs; 0: the kernel's choice
  uint32_t mode = 0755;  // of a tmpfs
};

struct SandboxRequest {
  std::string directory = {};                 // absolute; belongs to the caller's user throughout
  std::vector<std::string> argv = {};         // argv[0] is looked for in PATH of `environment`
  std::vector<std::string> environment = {};  // "NAME=value"
  std::string workdir = "/";
  RunUser user = {};
  std::string hostname = "buildkitsandbox";
  std::vector<SandboxMount> mounts = {};
  absl::Duration timeout = absl::Minutes(30);
  size_t output_tail = 16 << 10;  // bytes of the output that are kept
  int max_processes = 4096;       // at the same time
  // Gets all the output, stdout and stderr together, as it comes. May be null.
  std::function<void(std::string_view)> output = nullptr;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_SANDBOX_REQUEST_H_

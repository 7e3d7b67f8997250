// RUN of a Dockerfile: a command on a stage's root, and what it has changed as a layer.
#ifndef RELEASE_TOOLS_IMAGE_RUN_RUN_H_
#define RELEASE_TOOLS_IMAGE_RUN_RUN_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/root.h"
#include "tools/image/run/sandbox_request.h"

namespace release::image {

// A `--mount`, or a file that a heredoc is given to the command as. Never part of the layer.
struct RunMount {
  enum class Kind {
    kContent,  // a copy of `content`: type=bind, and type=cache, whose content is empty here
    kTmpfs,
  };
  Kind kind = Kind::kContent;
  std::string target = {};  // absolute, or from the workdir
  Root content = {};
  std::string source = {};  // what of `content`, as in LayerEntry; empty: the whole
  bool read_only = true;
  // Of an empty folder (type=cache) and of a tmpfs.
  uint32_t mode = 0755;
  uint32_t uid = 0;
  uint32_t gid = 0;
  uint64_t size = 0;  // bytes, of a tmpfs; 0: no bound but memory
};

struct RunRequest {
  Root before = {};
  std::vector<std::string> argv = {};  // {"/bin/sh", "-c", text}, or the JSON form
  // ENV and ARG. PATH and HOME (from /etc/passwd, else "/") are added when they are missing, as
  // BuildKit does; nothing else comes in.
  std::map<std::string, std::string> environment = {};
  std::string workdir = "/";
  RunUser user = {};
  std::vector<RunMount> mounts = {};
  std::string hostname = "buildkitsandbox";
  std::string scratch = {};  // a folder that exists; what `changes` name stays in it
  absl::Duration timeout = absl::Minutes(30);
  size_t output_tail = 16 << 10;
  int max_processes = 4096;                                // at the same time
  std::function<void(std::string_view)> output = nullptr;  // gets all the output; may be null
};

struct RunResult {
  std::vector<LayerEntry> changes = {};  // sorted by path; for WriteLayer() and Root::Apply()
  std::string output_tail = {};
  std::vector<std::string> warnings = {};
};

// Errors: those of RunSandbox() and DiffTree(); IMAGE-RUN-FAILED, ABORTED, for an exit code that is
// not 0 or a signal, with the last lines of output as evidence; IMAGE-RUN-DEVICE for a device that
// the command wanted to make; those of WriteRoot() and MountPoints. No place is in them: the caller
// knows it.
absl::StatusOr<RunResult> RunInSandbox(const RunRequest& request);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_RUN_H_

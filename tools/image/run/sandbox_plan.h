// What the sandbox's first process does before the command, as a list made beforehand: between
// clone and exec nothing may ask for memory.
#ifndef RELEASE_TOOLS_IMAGE_RUN_SANDBOX_PLAN_H_
#define RELEASE_TOOLS_IMAGE_RUN_SANDBOX_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tools/image/run/sandbox_request.h"

namespace release::image {

enum class SetupKind { kMount, kMakeDirectory, kMakeFile, kMakeLink };

struct SetupStep {
  SetupKind kind;
  // kMount: as in mount(2). kMakeLink: the link's text. Empty: null.
  std::string source = {};
  std::string target = {};  // as the caller's mount namespace has it
  std::string type = {};
  uint64_t flags = 0;
  std::string data = {};
  uint32_t mode = 0755;  // of a directory or file
  // A directory or file that may be there already.
  bool may_exist = false;
};

// `/dev` with the usual devices, `/proc`, the request's mounts; all on `request.directory`, whose
// mount points are there.
std::vector<SetupStep> SetupSteps(const SandboxRequest& request);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_SANDBOX_PLAN_H_

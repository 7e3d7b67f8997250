#include "tools/localcloud/revision.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "tools/base/process.h"

namespace release {

std::string HeadOf(const std::string& workspace) {
  Command git;
  git.argv = {"/usr/bin/git", "-C", workspace, "rev-parse", "--verify", "HEAD"};
  // The tree may belong to another user than root; reading its HEAD is harmless.
  git.env = {{"LC_ALL", "C"},
             {"GIT_CONFIG_COUNT", "1"},
             {"GIT_CONFIG_KEY_0", "safe.directory"},
             {"GIT_CONFIG_VALUE_0", "*"}};
  const absl::StatusOr<RunResult> head = Run(std::move(git), absl::Seconds(10), 4096);
  if (!head.ok() || !head->exit.Success()) return "unknown";
  return std::string(absl::StripAsciiWhitespace(head->out));
}

}  // namespace release

#include "tools/cli/revision.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tools/base/process.h"

namespace release {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

absl::StatusOr<RunResult> Git(const std::string& workspace, std::vector<std::string> arguments) {
  Command command;
  command.argv = {"/usr/bin/git", "-C", workspace};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  // The tree may belong to another user than root; reading its HEAD is harmless.
  command.env = {{"LC_ALL", "C"},
                 {"GIT_CONFIG_COUNT", "1"},
                 {"GIT_CONFIG_KEY_0", "safe.directory"},
                 {"GIT_CONFIG_VALUE_0", "*"},
                 {"GIT_OPTIONAL_LOCKS", "0"}};
  return Run(std::move(command), kPatience, 64 * 1024);
}

}  // namespace

std::string RevisionOf(const std::string& workspace) {
  if (workspace.empty()) return "unknown";
  absl::StatusOr<RunResult> head = Git(workspace, {"rev-parse", "--verify", "HEAD"});
  if (!head.ok() || !head->exit.Success()) return "unknown";
  std::string revision(absl::StripAsciiWhitespace(head->out));
  absl::StatusOr<RunResult> diff = Git(workspace, {"diff-index", "--quiet", "HEAD", "--"});
  if (diff.ok() && !diff->exit.Success()) revision += "-dirty";
  return revision;
}

}  // namespace release

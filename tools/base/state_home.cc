#include "tools/base/state_home.h"

#include <cstdlib>

#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release {
namespace {

absl::StatusOr<std::string> StateHome() {
  if (const char* home = getenv("XDG_STATE_HOME"); home != nullptr && home[0] == '/') return home;
  if (const char* home = getenv("HOME"); home != nullptr && home[0] == '/') {
    return Concat(home, "/.local/state");
  }
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "STATE-NO-HOME",
                   .what = "there is no place for what outlives a command",
                   .why = "neither XDG_STATE_HOME nor HOME is an absolute path",
                   .fix = "set one of them, or name the directory on the command line"});
}

}  // namespace

absl::StatusOr<std::string> WorkspaceStateDirectory(const std::string& workspace) {
  const absl::StatusOr<std::string> home = StateHome();
  if (!home.ok()) return home.status();
  const std::string name = workspace.substr(workspace.rfind('/') + 1);
  return Concat(*home, "/release/", name.empty() ? "workspace" : name, "-",
                DigestOf(workspace).hex().substr(0, 8));
}

}  // namespace release

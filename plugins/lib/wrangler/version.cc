#include "plugins/lib/wrangler/version.h"

#include <string>
#include <utility>

#include "nlohmann/json.hpp"
#include "plugins/lib/wrangler/problem.h"
#include "plugins/lib/wrangler/run.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::wrangler {
namespace {

constexpr std::string_view kScript = "bin/wrangler.js";
constexpr absl::Duration kPatience = absl::Minutes(1);

// Of the package that the script belongs to; empty when it does not say.
std::string LockedVersion(const Tool& tool) {
  const std::string package =
      Concat(tool.script.substr(0, tool.script.size() - kScript.size()), "package.json");
  const nlohmann::json parsed =
      nlohmann::json::parse(ReadFile(package, 1 << 20).value_or(""), nullptr, false);
  if (!parsed.is_object() || !parsed.contains("version") || !parsed["version"].is_string()) {
    return "";
  }
  return parsed["version"].get<std::string>();
}

}  // namespace

absl::Status CheckVersion(const Tool& tool, const Scratch& scratch, std::stop_token stop) {
  Run run{.tool = tool, .account = {}, .arguments = {"--version"}, .timeout = kPatience};
  absl::StatusOr<Ended> ended = Execute(run, scratch, std::move(stop));
  if (!ended.ok()) return ended.status();
  if (absl::Status problem = ProblemOf(*ended, "saying its version"); !problem.ok()) return problem;
  const std::string locked = LockedVersion(tool);
  std::string said;
  for (const std::string& line : ended->lines) AppendTo(said, said.empty() ? "" : " ", line);
  if (!locked.empty() && said.find(locked) != std::string::npos) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "WRANGLER-VERSION",
                   .what = Concat("wrangler is not the locked version ", locked),
                   .why = Concat("it says: ", said),
                   .fix = "`tools/bazel build @npm_wrangler//:wrangler` fetches its tree again"});
}

}  // namespace release::wrangler

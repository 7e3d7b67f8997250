#include "tools/bundle/pack/worker_script.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::bundle {
namespace {

// Source maps are not shipped.
constexpr std::string_view kSourceMap = "//# sourceMappingURL=";

// wrangler's names that have a random part.
constexpr std::array<std::string_view, 4> kRandom = {".wrangler/tmp/", "functionsRoutes-0.",
                                                     "functionsWorker-0.", "bundledWorker-0."};

std::optional<std::string_view> RandomName(std::string_view line) {
  for (const std::string_view name : kRandom) {
    if (line.find(name) != std::string_view::npos) return name;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<std::string> StableWorkerScript(std::string_view script, std::string_view label) {
  std::string stable;
  stable.reserve(script.size());
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size() - 1) + 1;
    const std::string_view line = script.substr(0, end);
    script.remove_prefix(end);
    if (line.starts_with(kSourceMap)) continue;
    const std::optional<std::string_view> random = RandomName(line);
    if (!random) {
      stable += line;
    } else if (!line.starts_with("// ")) {
      return Diagnose(
          absl::StatusCode::kInvalidArgument,
          {.code = "WORKER-NOT-REPRODUCIBLE",
           .what = Concat(label, ": the compiled Functions name a temporary file of wrangler"),
           .why = Concat("`", *random, "` has a random part, so no two builds would be equal: ",
                         PrintableLine(line, 200)),
           .fix = "import the file by a plain path; if no import does it, wrangler's output has "
                  "changed: mend tools/bundle/pack/worker_script.cc"});
    }
  }
  return stable;
}

}  // namespace release::bundle

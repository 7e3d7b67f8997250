#include "tools/bundle/pack/functions.h"

#include <algorithm>
#include <array>

#include "tools/base/suggest.h"
#include "tools/base/text.h"

namespace release::bundle {
namespace {

constexpr std::array<std::string_view, 11> kKnown = {"js",  "mjs",  "jsx", "ts",  "tsx", "wasm",
                                                     "txt", "html", "sql", "bin", "json"};

}  // namespace

std::vector<v1::Diagnosis> CheckFunctions(const std::vector<std::string>& paths,
                                          std::string_view label) {
  std::vector<v1::Diagnosis> problems;
  for (const std::string& path : paths) {
    const std::string name = path.substr(path.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    const std::string extension = dot == std::string::npos ? "" : name.substr(dot + 1);
    if (std::find(kKnown.begin(), kKnown.end(), extension) != kKnown.end()) continue;
    v1::Diagnosis problem;
    problem.set_code("FUNCTIONS-UNKNOWN-TYPE");
    problem.set_what(Concat(label, ": ", path, " is no script, so no Function would come of it"));
    problem.set_why(Concat("wrangler compiles .js, .mjs, .jsx, .ts and .tsx, and passes over `.",
                           extension, "` without a word",
                           DidYouMean(extension, {kKnown.begin(), kKnown.end()})));
    problem.set_fix("rename it, or keep it outside of functions/ and out of `functions`");
    problem.set_retry(v1::RETRY_NEVER);
    problem.mutable_place()->set_file(path);
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace release::bundle

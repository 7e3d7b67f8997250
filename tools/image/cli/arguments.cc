#include "tools/image/cli/arguments.h"

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

constexpr size_t kLargest = size_t{16} << 20;

}  // namespace

absl::StatusOr<std::vector<std::string>> ReadArguments(int argc, char** argv) {
  std::vector<std::string> arguments;
  for (int at = 1; at < argc; ++at) {
    const std::string argument = argv[at];
    if (!argument.starts_with('@')) {
      arguments.push_back(argument);
      continue;
    }
    absl::StatusOr<std::string> text = ReadFile(argument.substr(1), kLargest);
    if (!text.ok()) return text.status();
    for (const absl::string_view line : absl::StrSplit(*text, '\n')) {
      if (!line.empty()) arguments.emplace_back(line);
    }
  }
  return arguments;
}

absl::StatusOr<std::pair<std::string, std::string>> SplitAtEquals(const std::string& flag,
                                                                  const std::string& text) {
  const size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0) {
    return std::make_pair(text.substr(0, equals), text.substr(equals + 1));
  }
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "IMAGE-USAGE",
                   .what = Concat("--", flag, "=", text, " has no name and value"),
                   .why = "nothing is taken from the environment",
                   .fix = Concat("write --", flag, "=NAME=VALUE")});
}

}  // namespace release::image

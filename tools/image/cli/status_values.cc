#include "tools/image/cli/status_values.h"

#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/suggest.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

absl::Status Unfit(std::string_view text, std::string why, std::string fix) {
  return Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = "IMAGE-STAMP",
       .what = PrintableLine(Concat("the label's text `", text, "` cannot be filled in")),
       .why = PrintableLine(why),
       .fix = PrintableLine(fix)});
}

}  // namespace

StatusValues ParseStatus(std::string_view text) {
  StatusValues values;
  for (const absl::string_view line : absl::StrSplit(AbslView(text), '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> entry = absl::StrSplit(line, absl::MaxSplits(' ', 1));
    values[entry.first] = entry.second;
  }
  return values;
}

absl::StatusOr<std::string> FillIn(std::string_view text, const StatusValues& values) {
  std::string filled;
  for (size_t at = 0; at < text.size();) {
    const size_t brace = text.find_first_of("{}", at);
    filled += text.substr(at, brace - at);
    if (brace == std::string_view::npos) break;
    const size_t end = text.find_first_of("{}", brace + 1);
    if (text[brace] == '}' || end == std::string_view::npos || text[end] == '{') {
      return Unfit(text, "a brace has no pair", "write keys as {KEY}");
    }
    const std::string key(text.substr(brace + 1, end - brace - 1));
    const auto value = values.find(key);
    if (value == values.end()) {
      std::vector<std::string> keys;
      for (const auto& [known, ignored] : values) keys.push_back(known);
      return Unfit(text, Concat("there is no key ", key, DidYouMean(key, keys)),
                   Concat("print it in tools/workspace_status.sh, or use one of ",
                          absl::StrJoin(keys, ", ")));
    }
    filled += value->second;
    at = end + 1;
  }
  return filled;
}

}  // namespace release::image

#include "tools/image/context/ignore_patterns.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "tools/base/text.h"
#include "tools/image/context/path.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

absl::Status BadPattern(std::string_view pattern, std::string why) {
  return Problem(absl::StatusCode::kInvalidArgument,
                 {.code = "IMAGE-CONTEXT-PATTERN",
                  .what = Concat("`", pattern, "` is not a pattern"),
                  .why = std::move(why),
                  .fix = "Close every `[`, and write a backslash before a special character that "
                         "means itself."});
}

bool MeansPathOrFolder(const PathPattern& pattern, std::string_view path) {
  if (pattern.Matches(path)) return true;
  for (size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    if (pattern.Matches(path.substr(0, slash))) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<IgnorePatterns> IgnorePatterns::Create(const std::vector<std::string>& patterns) {
  IgnorePatterns result;
  for (const std::string& written : patterns) {
    const std::string_view trimmed = StdView(absl::StripAsciiWhitespace(written));
    if (trimmed.empty()) continue;
    std::string text = CleanPath(trimmed);
    const bool exception = text[0] == '!';
    if (exception) text.erase(0, 1);
    if (text.empty()) return BadPattern(written, "an exception has nothing behind its `!`");
    std::optional<PathPattern> pattern = PathPattern::Parse(text, PathPattern::Stars::kGlobStar);
    if (!pattern.has_value()) return BadPattern(written, "a `[...]` or a backslash is unfinished");
    result.patterns_.push_back({std::move(text), exception, *std::move(pattern)});
  }
  return result;
}

const std::string* IgnorePatterns::Decider(std::string_view path) const {
  for (auto entry = patterns_.rbegin(); entry != patterns_.rend(); ++entry) {
    if (MeansPathOrFolder(entry->pattern, path)) {
      return entry->exception ? nullptr : &entry->text;
    }
  }
  return nullptr;
}

bool IgnorePatterns::HasExceptions() const {
  return std::any_of(patterns_.begin(), patterns_.end(),
                     [](const Entry& entry) { return entry.exception; });
}

}  // namespace release::image

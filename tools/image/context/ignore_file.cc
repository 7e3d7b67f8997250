#include "tools/image/context/ignore_file.h"

#include "absl/strings/ascii.h"
#include "tools/base/text.h"
#include "tools/image/context/path.h"

namespace release::image {
namespace {

std::string_view Trim(std::string_view text) {
  return StdView(absl::StripAsciiWhitespace(AbslView(text)));
}

}  // namespace

std::vector<std::string> ReadIgnoreFile(std::string_view content) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (content.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    content.remove_prefix(kByteOrderMark.size());
  }
  std::vector<std::string> patterns;
  while (!content.empty()) {
    const std::string_view line = content.substr(0, content.find('\n'));
    content.remove_prefix(line.size() + (line.size() < content.size() ? 1 : 0));
    if (!line.empty() && line[0] == '#') continue;
    std::string_view pattern = Trim(line);
    if (pattern.empty()) continue;
    const bool exception = pattern[0] == '!';
    if (exception) pattern = Trim(pattern.substr(1));
    std::string clean;
    if (!pattern.empty()) {
      clean = CleanPath(pattern);
      if (clean.size() > 1 && clean[0] == '/') clean.erase(0, 1);
    }
    patterns.push_back(Concat(exception ? "!" : "", clean));
  }
  return patterns;
}

}  // namespace release::image

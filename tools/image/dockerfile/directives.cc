#include "tools/image/dockerfile/directives.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "tools/base/text.h"
#include "tools/image/dockerfile/spaces.h"

namespace release::image {
namespace {

// The spaces that may surround `=` are ASCII's, without the vertical tab.
bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }

std::string_view WithoutBlanks(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<Directive> DirectiveIn(std::string_view line) {
  line = WithoutLeadingSpaces(line);
  if (!line.starts_with('#')) return std::nullopt;
  line = WithoutLeadingSpaces(line.substr(1));
  std::size_t end = 0;
  while (end < line.size() && absl::ascii_isalnum(static_cast<unsigned char>(line[end]))) ++end;
  if (end == 0 || absl::ascii_isdigit(static_cast<unsigned char>(line[0]))) return std::nullopt;
  const std::string name = absl::AsciiStrToLower(AbslView(line.substr(0, end)));
  if (name != "syntax" && name != "escape" && name != "check") return std::nullopt;
  std::string_view rest = WithoutBlanks(line.substr(end));
  if (!rest.starts_with('=')) return std::nullopt;
  rest = WithoutBlanks(rest.substr(1));
  if (rest.empty()) return std::nullopt;
  return Directive{.name = name, .value = std::string(rest)};
}

}  // namespace

absl::StatusOr<std::vector<Directive>> ReadDirectives(const Source& source) {
  std::vector<Directive> directives;
  for (int line = 1; line <= source.line_count(); ++line) {
    std::optional<Directive> found = DirectiveIn(source.Line(line));
    if (!found.has_value()) break;
    found->line = line;
    const auto same = std::find_if(directives.begin(), directives.end(),
                                   [&](const Directive& d) { return d.name == found->name; });
    if (same != directives.end()) {
      return Source::Refuse(
          source.WholeLine(line),
          {"DOCKERFILE-DIRECTIVE", Concat("the directive `", found->name, "` stands here twice"),
           Concat("line ", same->line, " has it already"), "remove one of the two lines"});
    }
    if (found->name == "escape" && found->value != "\\" && found->value != "`") {
      return Source::Refuse(
          source.Find(line, line, found->value),
          {"DOCKERFILE-DIRECTIVE", Concat("`", found->value, "` cannot be the escape character"),
           "a Dockerfile escapes with \\ or with `", "write `# escape=\\` or remove the line"});
    }
    directives.push_back(*std::move(found));
  }
  return directives;
}

char EscapeOf(const std::vector<Directive>& directives) {
  for (const Directive& directive : directives) {
    if (directive.name == "escape") return directive.value[0];
  }
  return '\\';
}

}  // namespace release::image

#include "tools/image/dockerfile/logical_lines.h"

#include "tools/image/dockerfile/spaces.h"

namespace release::image {

bool LogicalLines::TakeContinuation(std::string_view& text) const {
  std::string_view before = text;
  while (!before.empty() && (before.back() == ' ' || before.back() == '\t')) {
    before.remove_suffix(1);
  }
  if (before.empty() || before.back() != escape_) return false;
  before.remove_suffix(1);
  // An escaped escape character is an ordinary one.
  if (!before.empty() && before.back() == escape_) return false;
  text = before;
  return true;
}

std::optional<LogicalLine> LogicalLines::Next() {
  while (line_ < source_.line_count()) {
    std::string_view text = WithoutLeadingSpaces(source_.Line(++line_));
    if (text.starts_with('#')) continue;
    bool continued = TakeContinuation(text);
    if (!continued && text.empty()) continue;

    LogicalLine result{.text = std::string(text), .first_line = line_, .last_line = line_};
    while (continued && line_ < source_.line_count()) {
      std::string_view next = source_.Line(++line_);
      result.last_line = line_;
      const std::string_view trimmed = WithoutLeadingSpaces(next);
      if (trimmed.starts_with('#')) continue;
      if (trimmed.empty()) {
        if (result.blank_line == 0) result.blank_line = line_;
        continue;
      }
      continued = TakeContinuation(next);
      result.text.append(next);
    }
    return result;
  }
  return std::nullopt;
}

std::optional<std::string_view> LogicalLines::NextRaw() {
  if (line_ >= source_.line_count()) return std::nullopt;
  return source_.Raw(++line_);
}

}  // namespace release::image

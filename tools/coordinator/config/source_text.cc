#include "tools/coordinator/config/source_text.h"

#include <algorithm>
#include <utility>

#include "tools/base/printable.h"

namespace release {
namespace {

constexpr std::size_t kLongestExcerpt = 240;
constexpr std::string_view kHidden = "[hidden]";

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// `secrets` as a key or part of a header; not in a reference such as `${secrets.X}`.
bool MentionsSecrets(std::string_view line) {
  constexpr std::string_view kWord = "secrets";
  for (std::size_t at = line.find(kWord); at != std::string_view::npos;
       at = line.find(kWord, at + 1)) {
    if (!line.substr(0, at).ends_with("${")) return true;
  }
  return false;
}

// One flag a line: in a [...secrets] section, in an inline or dotted `secrets`, or in a text of
// several lines that one of those began.
std::vector<bool> SecretLines(const std::vector<std::string_view>& lines) {
  std::vector<bool> secret;
  bool section = false;
  bool sticky = false;
  for (const std::string_view line : lines) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != std::string_view::npos && line[first] == '[') {
      section = MentionsSecrets(line);
      sticky = false;
      secret.push_back(false);
      continue;
    }
    const bool mentions = MentionsSecrets(line);
    if (mentions && (Contains(line, "\"\"\"") || Contains(line, "'''"))) sticky = true;
    secret.push_back(section || sticky || mentions);
  }
  return secret;
}

// A URL with a password in it: `scheme://user:password@host`.
bool HoldsUrlPassword(std::string_view line) {
  for (std::size_t at = line.find("://"); at != std::string_view::npos;
       at = line.find("://", at + 3)) {
    const std::string_view rest = line.substr(at + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/\"' "));
    const std::size_t user_end = authority.rfind('@');
    if (user_end != std::string_view::npos && Contains(authority.substr(0, user_end), ":")) {
      return true;
    }
  }
  return false;
}

// One byte for one byte, so that columns stay true; only broken UTF-8 loses them.
std::string Visible(std::string_view line) {
  std::string text(line);
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return IsUtf8(text) ? text : PrintableLine(text);
}

}  // namespace

SourceText::SourceText(std::string display, std::string text)
    : display_(std::move(display)), text_(std::move(text)) {
  if (text_.starts_with("\xef\xbb\xbf")) text_.erase(0, 3);
  lines_ = SplitLines(text_);
  secret_lines_ = SecretLines(lines_);
}

std::string_view SourceText::Line(std::uint32_t line) const {
  return line >= 1 && line <= lines_.size() ? lines_[line - 1] : std::string_view();
}

bool SourceText::MayHoldSecret(std::uint32_t line) const {
  return line >= 1 && line <= lines_.size() &&
         (secret_lines_[line - 1] || HoldsUrlPassword(lines_[line - 1]));
}

v1::Place SourceText::At(const Span& span) const {
  v1::Place place;
  place.set_file(display_);
  place.set_line(span.line);
  if (span.line == 0) return place;
  const std::string_view line = Line(span.line);
  std::uint32_t column = span.column;
  std::uint32_t length = std::max<std::uint32_t>(span.length, 1);
  std::string excerpt;
  if (MayHoldSecret(span.line)) {
    const std::size_t equals = line.find('=');
    const std::size_t kept = equals == std::string_view::npos ? 0 : equals + 1;
    excerpt = Visible(line.substr(0, kept)) + (kept == 0 ? "" : " ") + std::string(kHidden);
    if (column > kept) {
      column = static_cast<std::uint32_t>(excerpt.size() - kHidden.size() + 1);
      length = static_cast<std::uint32_t>(kHidden.size());
    }
  } else {
    excerpt = Visible(line);
  }
  if (excerpt.size() <= kLongestExcerpt) place.set_excerpt(excerpt);
  place.set_column(column);
  if (column > 0) place.set_length(length);
  return place;
}

std::uint32_t SourceText::ByteColumn(std::uint32_t line, std::uint32_t code_point_column) const {
  const std::string_view text = Line(line);
  std::uint32_t left = code_point_column;
  std::uint32_t column = 0;
  for (const char c : text) {
    const bool starts = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (starts && left-- <= 1) return column + 1;
    ++column;
  }
  // Behind the last character: each further one is a byte (the line's end).
  return column + std::max<std::uint32_t>(left, 1);
}

}  // namespace release

#include "tools/bundle/site_rules/rule_lines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::bundle {
namespace {

constexpr std::size_t kMostTold = 50;
constexpr std::size_t kLongestExcerpt = 200;

// JavaScript's white space beyond ASCII, in UTF-8.
constexpr std::array<std::string_view, 19> kWideSpaces = {
    "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
    "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u2028",
    "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff"};

// Bytes of the white space that `text` begins with; 0 when it begins with none.
std::size_t SpaceAtFront(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  for (const std::string_view space : kWideSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

std::size_t SpaceAtBack(std::string_view text) {
  if (text.empty()) return 0;
  if (text.back() == ' ' || (text.back() >= '\t' && text.back() <= '\r')) return 1;
  for (const std::string_view space : kWideSpaces) {
    if (text.ends_with(space)) return space.size();
  }
  return 0;
}

Piece Trimmed(std::string_view text, std::size_t column) {
  while (const std::size_t space = SpaceAtFront(text)) {
    text.remove_prefix(space);
    column += space;
  }
  while (const std::size_t space = SpaceAtBack(text)) text.remove_suffix(space);
  return {text, static_cast<uint32_t>(column)};
}

}  // namespace

std::vector<RuleLine> RuleLines(std::string_view text) {
  std::vector<RuleLine> lines;
  uint32_t number = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view raw = text.substr(begin, end - begin);
    const Piece rule = Trimmed(raw, 1);
    ++number;
    if (!rule.text.empty() && rule.text[0] != '#') lines.push_back({number, raw, rule});
    begin = end + 1;
  }
  return lines;
}

std::vector<Piece> Words(const RuleLine& line, bool comment_mark) {
  std::vector<Piece> words;
  std::string_view rest = line.rule.text;
  std::size_t column = line.rule.column;
  while (!rest.empty()) {
    const std::size_t space = SpaceAtFront(rest);
    if (space > 0) {
      rest.remove_prefix(space);
      column += space;
      continue;
    }
    if (comment_mark && !words.empty() && rest[0] == '#') break;
    std::size_t size = 0;
    while (size < rest.size() && SpaceAtFront(rest.substr(size)) == 0) ++size;
    words.push_back({rest.substr(0, size), static_cast<uint32_t>(column)});
    rest.remove_prefix(size);
    column += size;
  }
  return words;
}

std::size_t Utf16Length(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) ++length;
    if (byte >= 0xf0) ++length;  // a surrogate pair
  }
  return length;
}

v1::Diagnosis* Mistakes::New(Text text) {
  if (list_.size() >= kMostTold) {
    ++untold_;
    return nullptr;
  }
  v1::Diagnosis& diagnosis = list_.emplace_back();
  diagnosis.set_code(std::move(text.code));
  diagnosis.set_what(std::move(text.what));
  diagnosis.set_why(std::move(text.why));
  diagnosis.set_fix(std::move(text.fix));
  diagnosis.set_retry(v1::RETRY_NEVER);
  diagnosis.mutable_place()->set_file(file_);
  return &diagnosis;
}

void Mistakes::Add(const RuleLine& line, const Piece& piece, Text text) {
  v1::Diagnosis* diagnosis = New(std::move(text));
  if (diagnosis == nullptr) return;
  v1::Place& place = *diagnosis->mutable_place();
  place.set_line(line.number);
  place.set_column(piece.column);
  place.set_length(std::max<uint32_t>(1, static_cast<uint32_t>(piece.text.size())));
  place.set_excerpt(PrintableLine(line.raw, kLongestExcerpt));
}

void Mistakes::AddAt(std::string_view content, std::size_t offset, std::size_t length, Text text) {
  v1::Diagnosis* diagnosis = New(std::move(text));
  if (diagnosis == nullptr) return;
  offset = std::min(offset, content.size());
  const std::string_view before = content.substr(0, offset);
  const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
  v1::Place& place = *diagnosis->mutable_place();
  place.set_line(static_cast<uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1);
  place.set_column(static_cast<uint32_t>(offset - begin) + 1);
  place.set_length(std::max<uint32_t>(1, static_cast<uint32_t>(length)));
  place.set_excerpt(
      PrintableLine(content.substr(begin, content.find('\n', begin) - begin), kLongestExcerpt));
}

void Mistakes::AddToFile(Text text) { New(std::move(text)); }

std::vector<v1::Diagnosis> Mistakes::Take() && {
  if (untold_ > 0) list_.back().add_evidence(Concat("and ", untold_, " more mistakes"));
  return std::move(list_);
}

}  // namespace release::bundle

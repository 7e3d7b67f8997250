#include "tools/image/dockerfile/spaces.h"

namespace release::image {
namespace {

std::size_t TwoOrThreeByteSpace(std::string_view rest) {
  if (rest.starts_with("\xC2\x85") || rest.starts_with("\xC2\xA0")) return 2;
  if (rest.size() < 3) return 0;
  if (rest.starts_with("\xE1\x9A\x80") || rest.starts_with("\xE2\x81\x9F") ||
      rest.starts_with("\xE3\x80\x80")) {
    return 3;
  }
  if (!rest.starts_with("\xE2\x80")) return 0;
  const unsigned char last = static_cast<unsigned char>(rest[2]);
  return (last >= 0x80 && last <= 0x8A) || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0;
}

}  // namespace

std::size_t SpaceAt(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const char c = text[at];
  if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
  return static_cast<unsigned char>(c) < 0x80 ? 0 : TwoOrThreeByteSpace(text.substr(at));
}

std::string_view WithoutLeadingSpaces(std::string_view text) {
  while (const std::size_t space = SpaceAt(text, 0)) text.remove_prefix(space);
  return text;
}

std::string_view WithoutSurroundingSpaces(std::string_view text) {
  text = WithoutLeadingSpaces(text);
  for (bool again = true; again;) {
    again = false;
    for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
      if (SpaceAt(text, text.size() - length) != length) continue;
      text.remove_suffix(length);
      again = true;
      break;
    }
  }
  return text;
}

bool IsSeparator(char c) { return c == '\t' || c == '\v' || c == '\f' || c == '\r' || c == ' '; }

std::vector<std::string> SplitAtSeparators(std::string_view text, std::size_t limit) {
  std::vector<std::string> pieces;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!IsSeparator(text[at]) || (limit != 0 && pieces.size() + 1 == limit)) {
      ++at;
      continue;
    }
    pieces.emplace_back(text.substr(start, at - start));
    while (at < text.size() && IsSeparator(text[at])) ++at;
    start = at;
  }
  pieces.emplace_back(text.substr(start));
  return pieces;
}

}  // namespace release::image

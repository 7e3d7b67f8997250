#include "tools/image/expand/utf8.h"

#include <algorithm>
#include <array>

namespace release::image {
namespace {

size_t LengthByFirstByte(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  if (first >= 0xf0 && first <= 0xf4) return 4;
  return 1;
}

}  // namespace

size_t RuneLength(std::string_view text, size_t offset) {
  if (offset >= text.size()) return 0;
  const size_t length = LengthByFirstByte(static_cast<unsigned char>(text[offset]));
  if (length > text.size() - offset) return 1;
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[offset + i]) & 0xc0) != 0x80) return 1;
  }
  return length;
}

char32_t CodePoint(std::string_view rune) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(rune[i]); };
  if (rune.empty() || (rune.size() == 1 && byte(0) >= 0x80)) return 0xfffd;
  if (rune.size() == 1) return byte(0);
  char32_t point = byte(0) & (0x7fu >> rune.size());
  for (size_t i = 1; i < rune.size(); ++i) point = (point << 6) | (byte(i) & 0x3fu);
  return point;
}

bool IsSpaceRune(std::string_view rune) {
  constexpr std::string_view kAscii = " \t\n\v\f\r";
  if (rune.size() == 1) return kAscii.find(rune[0]) != std::string_view::npos;
  // U+0085, U+00A0, U+1680, U+2028, U+2029, U+202F, U+205F, U+3000
  constexpr std::array<std::string_view, 8> kOthers = {
      "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\xa8",
      "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
  if (std::find(kOthers.begin(), kOthers.end(), rune) != kOthers.end()) return true;
  // U+2000 to U+200A
  return rune.size() == 3 && rune.substr(0, 2) == "\xe2\x80" &&
         static_cast<unsigned char>(rune[2]) <= 0x8a;
}

}  // namespace release::image

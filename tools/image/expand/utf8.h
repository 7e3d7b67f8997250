// Text as Go reads it: runes in UTF-8, where a byte that is no UTF-8 is a rune of its own.
#ifndef RELEASE_TOOLS_IMAGE_EXPAND_UTF8_H_
#define RELEASE_TOOLS_IMAGE_EXPAND_UTF8_H_

#include <cstddef>
#include <string_view>

namespace release::image {

// Bytes of the rune at `offset` of `text`, from 1 to 4; 0 at or behind the end.
size_t RuneLength(std::string_view text, size_t offset);

// The code point of `rune`, as cut out by RuneLength(); U+FFFD for a byte that is no UTF-8.
char32_t CodePoint(std::string_view rune);

// True when `rune`, as cut out by RuneLength(), is white space to Unicode.
bool IsSpaceRune(std::string_view rune);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_EXPAND_UTF8_H_

// White space as BuildKit counts it: Unicode's, in UTF-8.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_SPACES_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_SPACES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace release::image {

// Bytes of the space character at `text[at]`; 0 when another character stands there.
std::size_t SpaceAt(std::string_view text, std::size_t at);

std::string_view WithoutLeadingSpaces(std::string_view text);
std::string_view WithoutSurroundingSpaces(std::string_view text);

// Whether `c` separates the words of an instruction: tab, vertical tab, form feed, return, space.
bool IsSeparator(char c);

// The pieces between runs of separators; at most `limit` pieces, 0 for any number.
std::vector<std::string> SplitAtSeparators(std::string_view text, std::size_t limit = 0);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_SPACES_H_

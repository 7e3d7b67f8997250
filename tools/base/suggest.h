// "Did you mean ...?" for names that people mistype.
#ifndef RELEASE_TOOLS_BASE_SUGGEST_H_
#define RELEASE_TOOLS_BASE_SUGGEST_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace release {

// Least number of insertions, deletions, replacements and swaps of neighbours that turn `a` into
// `b` (optimal string alignment). Bytes are compared without regard to ASCII case.
std::size_t EditDistance(std::string_view a, std::string_view b);

// The candidate nearest to `name`, the first of equals; nothing when all are too far to be a slip
// of the fingers: more than a third of the longer name's length, or more than 3.
std::optional<std::string> NearestName(std::string_view name,
                                       const std::vector<std::string>& candidates);

// "; did you mean `x`?", or nothing at all. To be put behind a sentence.
std::string DidYouMean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_SUGGEST_H_

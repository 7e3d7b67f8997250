// Where a text stops to be JSON.
#ifndef RELEASE_TOOLS_BUNDLE_SITE_RULES_JSON_PLACE_H_
#define RELEASE_TOOLS_BUNDLE_SITE_RULES_JSON_PLACE_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace release::bundle {

// The offset of the first byte that cannot stand there, or nothing when `text` is JSON and no
// deeper than ten levels (deeper: 0). With `comments`, `//` and `/* */` are allowed.
std::optional<std::size_t> JsonErrorOffset(std::string_view text, bool comments);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_SITE_RULES_JSON_PLACE_H_

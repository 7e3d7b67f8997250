// JSON that strangers sent.
#ifndef RELEASE_TOOLS_LOCALCLOUD_HTTP_JSON_TEXT_H_
#define RELEASE_TOOLS_LOCALCLOUD_HTTP_JSON_TEXT_H_

#include <nlohmann/json.hpp>
#include <string_view>

namespace release::cloud {

// Brackets nest no deeper: whoever copies or writes a value goes down as deep as it is.
inline constexpr int kDeepestJson = 100;

// The value, or null when it is malformed or nests too deep.
nlohmann::json JsonOrNull(std::string_view text);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_HTTP_JSON_TEXT_H_

// JSON Web Tokens (HS256) that the API gives out and takes back.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_SIGNED_TOKEN_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_SIGNED_TOKEN_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace release::cloud {

std::string SignedToken(const std::string& key, const nlohmann::json& claims);

// The claims; nothing when the signature is not ours or `exp` is no number. Whether the token has
// expired is the caller's to see.
std::optional<nlohmann::json> ReadSignedToken(const std::string& key, std::string_view token);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_SIGNED_TOKEN_H_

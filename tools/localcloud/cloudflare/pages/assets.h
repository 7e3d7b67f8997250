// Files of sites, each once an account, under the hash that the client computed.
//
//   pages.assets  ACCOUNT/HASH: {"sha256", "size", "content_type"}
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_ASSETS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_ASSETS_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

std::optional<nlohmann::json> FindAsset(Call& call, const std::string& account,
                                        const std::string& hash);

// True for the path of a file in a site: "/a/b.html". No `.`, `..` or empty segment, no
// backslash, no control character.
bool IsAssetPath(std::string_view path);

void AddPagesAssets(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_ASSETS_H_

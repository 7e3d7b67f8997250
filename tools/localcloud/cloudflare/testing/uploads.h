// Multipart bodies as wrangler sends them. For tests.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_TESTING_UPLOADS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_TESTING_UPLOADS_H_

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/localcloud/cloudflare/api.h"
#include "tools/localcloud/http/message.h"

namespace release::cloud {

inline constexpr char kTestBoundary[] = "----boundary";

// One part for each field.
std::string FormOf(const std::map<std::string, std::string>& fields);

// `metadata` and one module.
std::string ScriptUpload(const nlohmann::json& metadata, const std::string& module = "index.js");

// Sends a body of this boundary with the tests' token.
HttpResponse SendUpload(CloudflareApi& api, const std::string& method, const std::string& path,
                        const std::string& body);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_TESTING_UPLOADS_H_

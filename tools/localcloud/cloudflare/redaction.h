// Bodies as the request log may hold them: without secrets, and not too long.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_REDACTION_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_REDACTION_H_

#include <nlohmann/json.hpp>
#include <string_view>

namespace release::cloud {

// JSON: texts of secrets, passwords and tokens replaced, long strings cut. Multipart: a list of the
// parts with name, type and size; a part that is JSON is shown like a JSON body. Anything else: its
// size alone.
nlohmann::json LoggedBody(std::string_view content_type, std::string_view body);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_REDACTION_H_

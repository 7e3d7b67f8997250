// Requests and answers as the request log may hold them: without credentials, and not too long.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_LOGGED_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_LOGGED_H_

#include <nlohmann/json.hpp>
#include <string>

#include "tools/localcloud/http/message.h"

namespace release::cloud {

// The log takes `Authorization` out by itself; this takes out the API key.
Headers LoggedHeaders(const Headers& headers);

// JSON with passwords and tokens replaced; null for an empty body; else its size.
nlohmann::json LoggedJson(const std::string& body);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_LOGGED_H_

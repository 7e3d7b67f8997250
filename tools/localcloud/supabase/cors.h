// Cross-origin access: a project lets every page call it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_CORS_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_CORS_H_

#include "tools/localcloud/http/message.h"

namespace release::cloud {

// The answer to a browser's question before it calls.
HttpResponse Preflight(const HttpRequest& request);

void AllowOrigin(HttpResponse& response);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_CORS_H_

// Who calls: tokens, the user, accounts and memberships.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_IDENTITY_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_IDENTITY_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/localcloud/cloudflare/endpoints.h"
#include "tools/localcloud/cloudflare/options.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/router.h"

namespace release::cloud {

// The token of the Authorization header; null when there is none or it is unknown.
const CloudToken* TokenOf(const CloudflareOptions& options, const HttpRequest& request);

// Errors: 400, 9106, without a bearer token; 401, 1000, unknown; 401, 10000, expired; 403, 10000,
// for an account or zone that the token has no access to.
absl::Status CheckToken(const CloudflareOptions& options, const HttpRequest& request,
                        const PathParams& params, absl::Time now);

void AddIdentity(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_IDENTITY_H_

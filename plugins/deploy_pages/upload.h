// One run of `wrangler pages deploy`.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_UPLOAD_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_UPLOAD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/deploy_pages/settings.h"
#include "plugins/deploy_pages/wanted.h"
#include "plugins/lib/wrangler/tool.h"
#include "tools/sdk/context.h"

namespace release::deploy_pages {

// What `wrangler` is started with for all projects of a call.
struct Uploader {
  wrangler::Tool tool;
  std::string account;
};

// Error: STEP-ARTIFACT-MISSING, WRANGLER-MISSING.
absl::StatusOr<wrangler::Tool> ToolOf(const Context& context);

// Uploads what Cloudflare lacks of the site and makes one deployment on the production branch. Its
// id. wrangler does not know how the deployment ends. Errors: WRANGLER-...
// (plugins/lib/wrangler/problem.h), also WRANGLER-TIMEOUT; DEPLOY-PAGES-UNTOLD, it did not tell the
// id; STEP-SECRET-MISSING; CANCELLED. Whatever failed, there may be a deployment.
absl::StatusOr<std::string> Upload(Context& context, const Settings& settings,
                                   const Uploader& uploader, const Wanted& wanted);

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_UPLOAD_H_

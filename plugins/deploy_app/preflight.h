// What PLAN checks besides its plan, so that a release is refused before its first effect.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_PREFLIGHT_H_
#define RELEASE_PLUGINS_DEPLOY_APP_PREFLIGHT_H_

#include "absl/status/status.h"
#include "plugins/deploy_app/config.pb.h"
#include "plugins/deploy_app/settings.h"
#include "plugins/deploy_app/wanted.h"
#include "plugins/lib/cloudflare/api.h"
#include "tools/sdk/context.h"
#include "tools/sdk/findings.h"

namespace release::deploy_app {

// Tool, API, token, its permissions and the registry, as far as the secrets that are there allow.
void CheckSurroundings(Context& context, const Config& config, Findings& findings);

// DEPLOY-APP-QUOTA when the account may not have as many containers of this size. OK where the API
// does not say what the account may have.
absl::Status CheckQuota(cloudflare::Api& api, const Config& config, const Wanted& wanted);

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_PREFLIGHT_H_

// Whether the host names are ours to take. wrangler takes them without asking.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_CLAIMS_H_
#define RELEASE_PLUGINS_DEPLOY_APP_CLAIMS_H_

#include "absl/status/status.h"
#include "plugins/deploy_app/config.pb.h"
#include "plugins/lib/cloudflare/api.h"

namespace release::deploy_app {

// Changes nothing. FAILED_PRECONDITION, all findings in one diagnosis: DEPLOY-APP-HOSTNAME-TAKEN
// (of another Worker), DEPLOY-APP-DNS-RECORD (a record that no custom domain of ours made),
// DEPLOY-APP-NO-ZONE (the account has no zone for it). Else errors of the API.
absl::Status CheckHostnames(cloudflare::Api& api, const Config& config);

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_CLAIMS_H_

// The two effects of the step: the image in the registry, and the version that wrangler makes.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_DEPLOY_H_
#define RELEASE_PLUGINS_DEPLOY_APP_DEPLOY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/deploy_app/config.pb.h"
#include "plugins/deploy_app/settings.h"
#include "plugins/deploy_app/wanted.h"
#include "plugins/lib/cloudflare/api.h"
#include "tools/sdk/context.h"

namespace release::deploy_app {

// Pushes what the registry lacks of the image, with credentials that the API gives and renews.
// Errors: those of oci::Push and of the API; CANCELLED.
absl::Status PushImage(Context& context, cloudflare::Api& api, const Config& config,
                       const Settings& settings, const Wanted& wanted);

// One run of `wrangler deploy`: script, variables, secrets as one version, then container and host
// names. The version's id. Errors: WRANGLER-... (plugins/lib/wrangler/problem.h), whose `retry`
// says whether another run can help; STEP-SECRET-MISSING; CANCELLED.
absl::StatusOr<std::string> DeployWorker(Context& context, const Config& config,
                                         const Settings& settings, const Wanted& wanted);

// Whether the locked wrangler runs here and is the version that its tree says. Errors: WRANGLER-...
absl::Status CheckWrangler(const Context& context);

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_DEPLOY_H_

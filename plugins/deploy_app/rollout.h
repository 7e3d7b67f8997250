// Waits until every instance of the container is the new one. wrangler returns before that.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_ROLLOUT_H_
#define RELEASE_PLUGINS_DEPLOY_APP_ROLLOUT_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/deploy_app/config.pb.h"
#include "plugins/deploy_app/live.h"
#include "plugins/deploy_app/settings.h"
#include "plugins/deploy_app/wanted.h"
#include "plugins/lib/cloudflare/api.h"
#include "tools/sdk/context.h"

namespace release::deploy_app {

// Brings the wanted image to all instances: starts the rollout where an earlier run stopped before
// it did, then waits, saying how far it is. Nothing is rolled back. Errors: CANCELLED;
// DEPLOY-APP-ROLLOUT-UNHEALTHY (the time is over and instances are not healthy),
// DEPLOY-APP-ROLLOUT-SLOW (the time is over, but it goes on), DEPLOY-APP-ROLLOUT-LOST (reverted or
// replaced by somebody, or the application is gone); those of the API.
absl::StatusOr<LiveContainer> FinishRollout(Context& context, cloudflare::Api& api,
                                            const Config& config, const Settings& settings,
                                            const Wanted& wanted);

// Why the container does not run the wanted image; DEPLOY-APP-ROLLOUT-... as above.
absl::Status RolloutProblem(const LiveContainer& container, const Wanted& wanted,
                            std::string_view since);

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_ROLLOUT_H_

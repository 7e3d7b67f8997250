// The stages that a deployment goes through.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_STAGES_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_STAGES_H_

#include <nlohmann/json.hpp>

namespace release::cloud {

// Five stages, in order: queued, initialize, clone_repo, build, deploy. An uploaded site has passed
// the first four at once; the last is active until `done`, then what `end_status` says.
nlohmann::json StagesOf(const nlohmann::json& deployment);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_STAGES_H_

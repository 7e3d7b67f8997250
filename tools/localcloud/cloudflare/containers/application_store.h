// Container applications and their rollouts, as documents.
//
//   containers.applications  ACCOUNT/ID
//   containers.rollouts      ACCOUNT/APPLICATION/ID
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_APPLICATION_STORE_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_APPLICATION_STORE_H_

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {

// All of the account, with their rollouts moved on to now.
std::vector<nlohmann::json> Applications(Call& call);

// Digests ("sha256:...") of the images that the account's applications run or roll out, and name by
// digest.
std::set<std::string> ImageDigests(Call& call);

// The one that `application_id` of the path names. Errors: 404, APPLICATION_NOT_FOUND.
absl::StatusOr<nlohmann::json> FindApplication(Call& call);

void StoreApplication(Call& call, const nlohmann::json& application);
void StoreRollout(Call& call, const nlohmann::json& rollout);

// Newest first.
std::vector<nlohmann::json> RolloutsOf(Call& call, const nlohmann::json& application);

// As the API shows them: health and all, without what is ours alone.
nlohmann::json ShownApplication(Call& call, const nlohmann::json& application);
nlohmann::json ShownRollout(const nlohmann::json& rollout);

// How the instances of the version that serves are, now.
ContainerHealth HealthOf(Call& call, const nlohmann::json& application);

RolledOutContainer Described(const nlohmann::json& application, int version,
                             const nlohmann::json& configuration);

// Moves the account's unfinished rollouts on to now.
void AdvanceRollouts(Call& call);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_APPLICATION_STORE_H_

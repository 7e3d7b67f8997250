// Scripts, their versions and deployments, as documents.
//
//   workers.scripts      ACCOUNT/NAME
//   workers.versions     ACCOUNT/NAME/ID
//   workers.deployments  ACCOUNT/NAME/NUMBER, eight digits
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SCRIPT_STORE_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SCRIPT_STORE_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {

// The script that `script_name` of the path names. Errors: 404, 10007.
absl::StatusOr<nlohmann::json> FindScript(Call& call);

// A new script of that name, not stored yet.
nlohmann::json NewScript(Call& call, const std::string& name);

void StoreScript(Call& call, const nlohmann::json& script);

// Errors: 404, 10036.
absl::StatusOr<nlohmann::json> FindVersion(Call& call, const nlohmann::json& script,
                                           const std::string& id);

// Newest first.
std::vector<nlohmann::json> VersionsOf(Call& call, const nlohmann::json& script);
std::vector<nlohmann::json> DeploymentsOf(Call& call, const nlohmann::json& script);

// Stores `version` as the script's newest, giving it id, number and times; `source` is what made it
// ("wrangler", "secret").
void AddVersion(Call& call, nlohmann::json& script, nlohmann::json& version,
                const std::string& source);

// Makes `versions` ([{version_id, percentage}]) what serves, and tells the listener.
nlohmann::json Deploy(Call& call, nlohmann::json& script, const nlohmann::json& versions,
                      const nlohmann::json& annotations);

// True when the newest version serves alone.
bool LatestIsDeployed(const nlohmann::json& script);

// An edit goes on from the newest version, so that must be the one that serves. Errors: 400, 10215.
absl::Status CheckEditable(const nlohmann::json& script);

// Stores `version`, an edited copy of the newest one, as a new one that serves at once.
void DeployEdited(Call& call, nlohmann::json& script, nlohmann::json& version,
                  const std::string& trigger);

// Queues the listener's call for what the script serves now, if it serves anything.
void TellListener(Call& call, const nlohmann::json& script);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SCRIPT_STORE_H_

// Pages projects and deployments, as documents.
//
//   pages.projects     ACCOUNT/NAME
//   pages.deployments  ACCOUNT/NAME/ID
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_PROJECT_STORE_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_PROJECT_STORE_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {

// The project that `project_name` of the path names, its deployments moved on to now. Errors: 404,
// 8000007.
absl::StatusOr<nlohmann::json> FindProject(Call& call);
void StoreProject(Call& call, const nlohmann::json& project);

// Newest first.
std::vector<nlohmann::json> PagesDeploymentsOf(Call& call, const nlohmann::json& project);
void StoreDeployment(Call& call, const nlohmann::json& deployment);

// As the API shows them: no secrets, and stages as they are now.
nlohmann::json ShownProject(Call& call, const nlohmann::json& project);
nlohmann::json ShownDeployment(const nlohmann::json& deployment);

// Ends the deployments whose time has come; one of production that succeeded is what is served.
void AdvancePages(Call& call);

// Queues the listener's call for a deployment.
void TellDeployment(Call& call, const nlohmann::json& project, const nlohmann::json& deployment);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_PROJECT_STORE_H_

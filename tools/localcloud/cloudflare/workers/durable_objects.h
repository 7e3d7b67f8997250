// Durable Object classes: the migrations that make and remove their namespaces.
//
//   workers.namespaces  ACCOUNT/ID: {"id", "name", "script", "class", "use_sqlite"}
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_DURABLE_OBJECTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_DURABLE_OBJECTS_H_

#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "tools/localcloud/cloudflare/call.h"
#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

// Applies `migrations` of an upload and sets the script's tag. Errors: 412, 10079, when old_tag is
// not the script's; 400, 10074, a class that is there already; 400, 10064, one that is not.
absl::Status ApplyMigrations(Call& call, nlohmann::json& script, const nlohmann::json& migrations);

// Fills namespace_id of each Durable Object binding. Errors: 400, 10061, when a class of the script
// has no namespace.
absl::Status ResolveClasses(Call& call, const nlohmann::json& script, nlohmann::json& bindings);

// Removes the namespaces of a script that is deleted.
void ForgetClasses(Call& call, const nlohmann::json& script);

void AddDurableObjects(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_DURABLE_OBJECTS_H_

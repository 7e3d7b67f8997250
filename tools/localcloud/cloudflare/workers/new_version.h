// From an upload to a version of a script.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_NEW_VERSION_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_NEW_VERSION_H_

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {

// Reads the upload in the body, applies its migrations and stores it as the newest version of
// `script`. It does not serve yet. Errors: as ReadUpload, BindingsOf, ApplyMigrations.
absl::StatusOr<nlohmann::json> UploadVersion(Call& call, nlohmann::json& script);

// A version as the API shows it: without secrets, modules by name.
nlohmann::json ShownVersion(const nlohmann::json& version);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_NEW_VERSION_H_

// The multipart body by which a site is deployed.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_SITE_UPLOAD_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_SITE_UPLOAD_H_

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {

// {"manifest": {PATH: HASH}, "files": {"_headers": text, ...}, "worker": {"main_module", "modules",
// ...} or null, "branch", "commit_hash", "commit_message", "commit_dirty"}. Stores the modules.
// Errors: 400, 8000096, no manifest; 400, 8000000, one with a bad path or a file that was not
// uploaded; 400, 10021, for the Functions.
absl::StatusOr<nlohmann::json> ReadSite(Call& call);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_SITE_UPLOAD_H_

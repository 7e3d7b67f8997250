// The multipart body by which a script is uploaded: metadata and modules.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_UPLOAD_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_UPLOAD_H_

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloudflare/call.h"

namespace release::cloud {

struct ScriptUpload {
  nlohmann::json metadata;              // an object
  std::vector<nlohmann::json> modules;  // {"name", "content_type", "sha256", "size"}
  std::string etag;                     // of all modules
};

// Reads the parts and stores the modules' bytes. `metadata` is taken when no part is called that.
// Errors: 400, 10021, in the words of what is wrong.
absl::StatusOr<ScriptUpload> ReadUpload(Call& call, const std::vector<Part>& parts,
                                        nlohmann::json metadata = nullptr);

// True for a module's name: no absolute path, no `..`, no backslash or control character.
bool IsModuleName(std::string_view name);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_UPLOAD_H_

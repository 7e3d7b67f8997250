// Bindings of a version: checked, inherited, and shown without secrets.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_BINDINGS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_BINDINGS_H_

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"

namespace release::cloud {

// The bindings of a new version: those of `metadata`, with `inherit` ones replaced by what
// `previous` had, and those of `previous` whose type is in keep_bindings. With `strict` an
// `inherit` that finds nothing is an error. Errors: 400, 10021.
absl::StatusOr<nlohmann::json> BindingsOf(const nlohmann::json& metadata,
                                          const nlohmann::json& previous, bool strict);

// As the API shows them: a secret has name and type only.
nlohmann::json ShownBindings(const nlohmann::json& bindings);

// Sets the secret, replacing a binding of that name, or removes it when `secret` is null. Errors:
// 400, 10053, when a variable that is no secret has the name.
absl::Status ChangeSecret(nlohmann::json& bindings, const std::string& name,
                          const nlohmann::json& secret);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_BINDINGS_H_

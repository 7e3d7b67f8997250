// Registries of images and their credentials, which expire.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_REGISTRIES_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_REGISTRIES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/localcloud/cloudflare/endpoints.h"
#include "tools/localcloud/cloudflare/registry_access.h"

namespace release::cloud {

// What a password of ours lets its owner do.
struct RegistryGrant {
  std::string account_id;
  std::vector<std::string> permissions;  // "pull", "push"
  absl::Time expires;
};

// Reads a password given out by the API whose signing key this is; nothing when it is forged or has
// expired. For the registry's door.
std::optional<RegistryGrant> ReadRegistryPassword(const std::string& signing_key,
                                                  const std::string& password, absl::Time now);

// The user is always "v1", and a repository's name begins with the id of the password's account.
RegistryAccess AccessToRegistry(const std::string& signing_key, const RegistryQuestion& question,
                                absl::Time now);

void AddRegistries(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_REGISTRIES_H_

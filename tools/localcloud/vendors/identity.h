// What an instance of the local cloud is called at each vendor, and the credentials for it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_IDENTITY_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_IDENTITY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/secret.h"
#include "tools/localcloud/cloud_directory.h"
#include "tools/localcloud/cloudflare/options.h"

namespace release::cloud {

inline constexpr char kCloudflareHost[] = "api.cloudflare.com";
inline constexpr char kRegistryHost[] = "registry.cloudflare.com";

struct CloudIdentity {
  std::string account_id;  // at Cloudflare: 32 hex digits
  Secret cloudflare_token;
  std::string project_ref;  // at Supabase: 20 letters

  // "abcdefghijklmnopqrst.supabase.co"
  std::string SupabaseHost() const;
};

// Made the first time, the same from then on. Errors: those of CloudDirectory::SecretFile().
absl::StatusOr<CloudIdentity> IdentityOf(const CloudDirectory& directory);

// The account with its zones and its token.
CloudflareOptions CloudflareOptionsFor(const CloudIdentity& identity,
                                       const std::vector<std::string>& zones);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_IDENTITY_H_

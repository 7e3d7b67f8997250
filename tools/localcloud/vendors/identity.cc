#include "tools/localcloud/vendors/identity.h"

#include <utility>

#include "tools/base/digest.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

constexpr size_t kReferenceLength = 20;
constexpr size_t kIdLength = 32;

// Letters only, as Supabase has it.
std::string ReferenceFrom(const std::string& text) {
  std::string reference = DigestOf(text).hex().substr(0, kReferenceLength);
  for (char& c : reference) {
    c = static_cast<char>(c <= '9' ? 'a' + (c - '0') : 'k' + (c - 'a'));
  }
  return reference;
}

}  // namespace

std::string CloudIdentity::SupabaseHost() const { return Concat(project_ref, ".supabase.co"); }

absl::StatusOr<CloudIdentity> IdentityOf(const CloudDirectory& directory) {
  const absl::StatusOr<Secret> account = directory.SecretFile("cloudflare-account");
  if (!account.ok()) return account.status();
  absl::StatusOr<Secret> token = directory.SecretFile("cloudflare-token");
  if (!token.ok()) return token.status();
  std::string id(account->Reveal());
  std::string reference = ReferenceFrom(id);
  return CloudIdentity{std::move(id), *std::move(token), std::move(reference)};
}

CloudflareOptions CloudflareOptionsFor(const CloudIdentity& identity,
                                       const std::vector<std::string>& zones) {
  CloudflareOptions options;
  options.accounts = {{identity.account_id, "Local cloud", "localcloud"}};
  for (const std::string& zone : zones) {
    options.zones.push_back({DigestOf(zone).hex().substr(0, kIdLength), zone, identity.account_id});
  }
  options.tokens = {{std::string(kIdLength, '1'), DigestOf(identity.cloudflare_token.Reveal()),
                     identity.account_id}};
  options.registry_host = kRegistryHost;
  return options;
}

}  // namespace release::cloud

#include "tools/localcloud/cloudflare/containers/registries.h"

#include <algorithm>
#include <string_view>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/signed_token.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr const char* kRegistryUser = "v1";

absl::StatusOr<json> PermissionsOf(const json& body) {
  const json permissions = ValueAt(body, "permissions");
  if (!permissions.is_array() || permissions.empty()) {
    return ContainersError(400, "VALIDATE_INPUT", {{"permissions", "is not a list"}});
  }
  for (const json& word : permissions) {
    if (word != "pull" && word != "push" && word != "list") {
      return ContainersError(400, "VALIDATE_INPUT", {{"permissions", word.dump()}});
    }
  }
  return permissions;
}

Answer PostCredentials(Call& call) {
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string domain = call.Param("domain");
  if (domain != call.options.registry_host && domain != "registry.cloudflare.com") {
    return ContainersError(404, "IMAGE_REGISTRY_NOT_CONFIGURED", {{"domain", domain}});
  }
  auto permissions = PermissionsOf(*body);
  if (!permissions.ok()) return permissions.status();
  const json minutes = ValueAt(*body, "expiration_minutes");
  if (!minutes.is_number_integer() || minutes < 1 || minutes > 60 * 24 * 365) {
    return ContainersError(400, "VALIDATE_INPUT", {{"expiration_minutes", minutes}});
  }
  const absl::Time expires = call.now + absl::Minutes(minutes.get<int>());
  return Success(
      {{"account_id", call.account()},
       {"registry_host", call.options.registry_host},
       {"username", kRegistryUser},
       {"password", SignedToken(call.signing_key, {{"account_id", call.account()},
                                                   {"permissions", *permissions},
                                                   {"use", "registry"},
                                                   {"exp", absl::ToUnixSeconds(expires)}})}});
}

Answer ListRegistries(Call& call) {
  return Success({{{"domain", call.options.registry_host}, {"kind", "cloudflare"}}});
}

Answer GetMe(Call& call) {
  return Success(
      {{"external_account_id", call.account()},
       {"legacy_identity", ""},
       {"capabilities", json::array()},
       {"limits",
        {{"account_id", call.account()},
         {"vcpu_per_deployment", 4},
         {"memory_mib_per_deployment", 12288},
         {"memory_per_deployment", "12GB"},
         {"disk_per_deployment", "20GB"},
         {"total_vcpu", 100},
         {"total_memory_mib", 409600},
         {"node_group", "metal"},
         {"ipv4s", 0},
         {"network_modes", {"private"}},
         {"total_memory", "400GB"},
         {"disk_mb_per_deployment", 20000}}},
       {"locations", json::array()},
       {"defaults",
        {{"vcpus", 0.0625}, {"memory_mib", 256}, {"memory", "256MB"}, {"disk_mb", 2000}}}});
}

}  // namespace

std::optional<RegistryGrant> ReadRegistryPassword(const std::string& signing_key,
                                                  const std::string& password, absl::Time now) {
  const auto claims = ReadSignedToken(signing_key, password);
  if (!claims || TextAt(*claims, "use") != "registry") return std::nullopt;
  RegistryGrant grant;
  grant.account_id = TextAt(*claims, "account_id");
  grant.expires = absl::FromUnixSeconds((*claims)["exp"].get<int64_t>());
  for (const json& word : (*claims)["permissions"]) grant.permissions.push_back(word);
  if (grant.expires <= now) return std::nullopt;
  return grant;
}

RegistryAccess AccessToRegistry(const std::string& signing_key, const RegistryQuestion& question,
                                absl::Time now) {
  const auto grant = ReadRegistryPassword(signing_key, question.password, now);
  if (!grant || question.user != kRegistryUser) return RegistryAccess::kUnknown;
  const auto has = [&grant](std::string_view word) {
    return std::find(grant->permissions.begin(), grant->permissions.end(), word) !=
           grant->permissions.end();
  };
  if (question.action == RegistryAction::kLogIn) return RegistryAccess::kAllowed;
  bool allowed = false;
  if (question.action == RegistryAction::kList) {
    allowed = has("list");
  } else if (question.repository.starts_with(grant->account_id + "/")) {
    const bool pulls = question.action != RegistryAction::kPush && has("pull");
    const bool pushes = question.action != RegistryAction::kPull && has("push");
    allowed = pulls || pushes;
  }
  return allowed ? RegistryAccess::kAllowed : RegistryAccess::kDenied;
}

void AddRegistries(Endpoints& endpoints) {
  const std::string base = "/accounts/{account_id}/containers";
  endpoints.Add("GET", base + "/me", GetMe);
  endpoints.Add("GET", base + "/registries", ListRegistries);
  endpoints.Add("POST", base + "/registries/{domain}/credentials", PostCredentials);
}

}  // namespace release::cloud

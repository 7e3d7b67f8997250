#include "plugins/lib/cloudflare/account.h"

#include <set>

#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloudflare {
namespace {

using nlohmann::json;

std::string TextAt(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

bool IsAccountId(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

absl::StatusOr<std::string> AccountOfZone(Api& api, const std::string& zone) {
  absl::StatusOr<json> zones = api.Get(Concat("/zones?name=", zone));
  if (!zones.ok()) return zones.status();
  std::set<std::string> accounts;
  for (const json& found : *zones) {
    if (TextAt(found, "name") != zone || !found.contains("account")) continue;
    if (const std::string id = TextAt(found["account"], "id"); IsAccountId(id)) accounts.insert(id);
  }
  if (accounts.size() == 1) return *accounts.begin();
  if (accounts.empty()) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "CLOUDFLARE-NO-ZONE",
                     .what = Concat("no account has the zone ", zone),
                     .why = "none of the zones that this token sees has the name",
                     .fix = "add the zone to the account, give the token Zone Read for it, or "
                            "correct the zone of the environment"});
  }
  std::string list;
  for (const std::string& id : accounts) AppendTo(list, list.empty() ? "" : ", ", id);
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "CLOUDFLARE-ZONE-AMBIGUOUS",
                   .what = Concat("several accounts have a zone ", zone),
                   .why = Concat("this token sees it in ", list),
                   .fix = "set `account_id` in the steps of the environment"});
}

}  // namespace release::cloudflare

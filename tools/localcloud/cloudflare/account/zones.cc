#include "tools/localcloud/cloudflare/account/zones.h"

#include "absl/strings/match.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"

namespace release::cloud {
namespace {

using nlohmann::json;

json Shown(const Call& call, const CloudZone& zone) {
  std::string account_name;
  for (const CloudAccount& account : call.options.accounts) {
    if (account.id == zone.account_id) account_name = account.name;
  }
  const std::string since = Call::Timestamp(absl::FromUnixSeconds(1735689600));
  return {{"id", zone.id},
          {"name", zone.name},
          {"status", "active"},
          {"paused", false},
          {"type", "full"},
          {"development_mode", 0},
          {"name_servers", {"ada.ns.cloudflare.com", "bob.ns.cloudflare.com"}},
          {"original_name_servers", json::array()},
          {"original_registrar", nullptr},
          {"original_dnshost", nullptr},
          {"activated_on", since},
          {"created_on", since},
          {"modified_on", since},
          {"meta", {{"step", 2}, {"custom_certificate_quota", 0}, {"page_rule_quota", 3}}},
          {"owner", {{"id", zone.account_id}, {"type", "user"}, {"name", ""}}},
          {"account", {{"id", zone.account_id}, {"name", account_name}}}};
}

Answer ListZones(Call& call) {
  std::vector<json> fitting;
  const auto name = call.request.Query("name");
  const auto account = call.request.Query("account.id");
  for (const json& zone : ZonesOf(call)) {
    if (name && *name != TextAt(zone, "name")) continue;
    if (account && *account != TextAt(zone["account"], "id")) continue;
    fitting.push_back(zone);
  }
  const Page page = PageOf(call.request, fitting);
  return Success(page.result, page.result_info);
}

Answer GetZone(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  return Success(*zone);
}

// What a free zone has. Bot Fight Mode is a switch of the whole zone: no rule skips it.
json DefaultBotManagement() {
  return {{"fight_mode", false}, {"enable_js", false}, {"using_latest_model", true}};
}

Answer GetBotManagement(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  const auto stored = call.documents.Get("bot_management", TextAt(*zone, "id"));
  return Success(stored ? *stored : DefaultBotManagement());
}

Answer PutBotManagement(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string id = TextAt(*zone, "id");
  json settings = call.documents.Get("bot_management", id).value_or(DefaultBotManagement());
  for (const auto& [key, value] : body->items()) {
    const bool flag = key == "fight_mode" || key == "enable_js";
    const bool word = key == "ai_bots_protection" || key == "crawler_protection" ||
                      key == "content_bots_protection" || key == "cf_robots_variant";
    if (!(flag && value.is_boolean()) && !(word && value.is_string()) &&
        !(key == "is_robots_txt_managed" && value.is_boolean())) {
      return ApiError(
          400, 10003,
          Concat("`", key, "` cannot be set to ", value.dump(), " on this zone's plan"));
    }
    settings[key] = value;
  }
  call.documents.Put("bot_management", id, settings);
  return Success(settings);
}

}  // namespace

std::vector<json> ZonesOf(Call& call) {
  std::vector<json> zones;
  for (const CloudZone& zone : call.options.zones) {
    if (call.account().empty() || call.account() == zone.account_id) {
      zones.push_back(Shown(call, zone));
    }
  }
  return zones;
}

absl::StatusOr<json> FindZone(Call& call) {
  for (const CloudZone& zone : call.options.zones) {
    if (zone.id == call.Param("zone_id")) return Shown(call, zone);
  }
  return ApiError(404, 1001, "Invalid zone identifier");
}

std::optional<json> ZoneOfHost(Call& call, const std::string& hostname) {
  std::optional<json> best;
  for (const json& zone : ZonesOf(call)) {
    const std::string name = TextAt(zone, "name");
    if (hostname != name && !absl::EndsWith(hostname, Concat(".", name))) continue;
    if (!best || name.size() > TextAt(*best, "name").size()) best = zone;
  }
  return best;
}

void AddZones(Endpoints& endpoints) {
  endpoints.Add("GET", "/zones", ListZones);
  endpoints.Add("GET", "/zones/{zone_id}", GetZone);
  endpoints.Add("GET", "/zones/{zone_id}/bot_management", GetBotManagement);
  endpoints.Add("PUT", "/zones/{zone_id}/bot_management", PutBotManagement);
}

}  // namespace release::cloud

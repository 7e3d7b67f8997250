#include "tools/localcloud/cloudflare/account/rulesets.h"

#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/account/zones.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"

namespace release::cloud {
namespace {

using nlohmann::json;

std::optional<json> EntryPoint(Call& call, const std::string& phase) {
  for (const json& ruleset : call.documents.List("rulesets", call.Param("zone_id") + "/")) {
    if (TextAt(ruleset, "phase") == phase) return ruleset;
  }
  return std::nullopt;
}

json NewRuleset(const std::string& phase) {
  return {{"id", RandomHex(32)}, {"kind", "zone"},         {"phase", phase}, {"name", "default"},
          {"description", ""},   {"rules", json::array()}, {"version", "0"}};
}

absl::Status CheckRule(const json& rule) {
  if (TextAt(rule, "action").empty() || TextAt(rule, "expression").empty()) {
    return ApiError(400, 20019, "A rule has no action or no expression");
  }
  return absl::OkStatus();
}

void FillRule(Call& call, json& rule) {
  if (!rule.contains("id")) rule["id"] = RandomHex(32);
  if (!rule.contains("ref")) rule["ref"] = rule["id"];
  if (!rule.contains("enabled")) rule["enabled"] = true;
  rule["version"] = "1";
  rule["last_updated"] = call.Timestamp();
}

Answer StoreRuleset(Call& call, json ruleset) {
  int version = 0;
  if (!absl::SimpleAtoi(TextAt(ruleset, "version"), &version)) version = 0;
  ruleset["version"] = std::to_string(version + 1);
  ruleset["last_updated"] = call.Timestamp();
  call.documents.Put("rulesets", Concat(call.Param("zone_id"), "/", TextAt(ruleset, "id")),
                     ruleset);
  return Success(ruleset);
}

// Replaces name, description and rules by what the body has.
Answer ReplaceRules(Call& call, json ruleset, const json& body) {
  json rules = body.value("rules", json::array());
  for (json& rule : rules) {
    const absl::Status status = CheckRule(rule);
    if (!status.ok()) return status;
    FillRule(call, rule);
  }
  ruleset["rules"] = rules;
  for (const char* key : {"name", "description"}) {
    if (body.contains(key)) ruleset[key] = body[key];
  }
  return StoreRuleset(call, ruleset);
}

Answer ListRulesets(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  json shown = json::array();
  for (json ruleset : call.documents.List("rulesets", TextAt(*zone, "id") + "/")) {
    ruleset.erase("rules");
    shown.push_back(ruleset);
  }
  return Success(shown);
}

Answer PostRuleset(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string phase = TextAt(*body, "phase");
  if (phase.empty()) return ApiError(400, 20020, "The ruleset has no phase");
  if (EntryPoint(call, phase)) {
    return ApiError(400, 20217, Concat("A zone ruleset for phase '", phase, "' already exists"));
  }
  return ReplaceRules(call, NewRuleset(phase), *body);
}

Answer GetEntryPoint(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  const std::string phase = call.Param("ruleset_phase");
  if (auto ruleset = EntryPoint(call, phase)) return Success(*ruleset);
  return ApiError(404, 10003, Concat("could not find entrypoint ruleset in the ", phase, " phase"));
}

Answer PutEntryPoint(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string phase = call.Param("ruleset_phase");
  return ReplaceRules(call, EntryPoint(call, phase).value_or(NewRuleset(phase)), *body);
}

absl::StatusOr<json> FindRuleset(Call& call) {
  auto zone = FindZone(call);
  if (!zone.ok()) return zone.status();
  auto ruleset =
      call.documents.Get("rulesets", Concat(TextAt(*zone, "id"), "/", call.Param("ruleset_id")));
  if (!ruleset) return ApiError(404, 10000, "could not find ruleset");
  return *ruleset;
}

Answer GetRuleset(Call& call) {
  auto ruleset = FindRuleset(call);
  if (!ruleset.ok()) return ruleset.status();
  return Success(*ruleset);
}

Answer PutRuleset(Call& call) {
  auto ruleset = FindRuleset(call);
  if (!ruleset.ok()) return ruleset.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  return ReplaceRules(call, *ruleset, *body);
}

Answer DeleteRuleset(Call& call) {
  auto ruleset = FindRuleset(call);
  if (!ruleset.ok()) return ruleset.status();
  call.documents.Erase("rulesets", Concat(call.Param("zone_id"), "/", TextAt(*ruleset, "id")));
  HttpResponse response;
  response.status = 204;
  return response;
}

Answer PostRule(Call& call) {
  auto ruleset = FindRuleset(call);
  if (!ruleset.ok()) return ruleset.status();
  auto rule = call.JsonObject();
  if (!rule.ok()) return rule.status();
  const absl::Status status = CheckRule(*rule);
  if (!status.ok()) return status;
  FillRule(call, *rule);
  (*ruleset)["rules"].push_back(*rule);
  return StoreRuleset(call, *ruleset);
}

Answer PatchRule(Call& call) {
  auto ruleset = FindRuleset(call);
  if (!ruleset.ok()) return ruleset.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  for (json& rule : (*ruleset)["rules"]) {
    if (TextAt(rule, "id") != call.Param("rule_id")) continue;
    body->erase("id");
    rule.update(*body);
    const absl::Status status = CheckRule(rule);
    if (!status.ok()) return status;
    FillRule(call, rule);
    return StoreRuleset(call, *ruleset);
  }
  return ApiError(404, 10000, "could not find rule");
}

Answer DeleteRule(Call& call) {
  auto ruleset = FindRuleset(call);
  if (!ruleset.ok()) return ruleset.status();
  json kept = json::array();
  for (const json& rule : (*ruleset)["rules"]) {
    if (TextAt(rule, "id") != call.Param("rule_id")) kept.push_back(rule);
  }
  if (kept.size() == (*ruleset)["rules"].size()) {
    return ApiError(404, 10000, "could not find rule");
  }
  (*ruleset)["rules"] = kept;
  return StoreRuleset(call, *ruleset);
}

}  // namespace

void AddRulesets(Endpoints& endpoints) {
  const std::string base = "/zones/{zone_id}/rulesets";
  const std::string one = base + "/{ruleset_id}";
  endpoints.Add("GET", base, ListRulesets);
  endpoints.Add("POST", base, PostRuleset);
  endpoints.Add("GET", base + "/phases/{ruleset_phase}/entrypoint", GetEntryPoint);
  endpoints.Add("PUT", base + "/phases/{ruleset_phase}/entrypoint", PutEntryPoint);
  endpoints.Add("GET", one, GetRuleset);
  endpoints.Add("PUT", one, PutRuleset);
  endpoints.Add("DELETE", one, DeleteRuleset);
  endpoints.Add("POST", one + "/rules", PostRule);
  endpoints.Add("PATCH", one + "/rules/{rule_id}", PatchRule);
  endpoints.Add("DELETE", one + "/rules/{rule_id}", DeleteRule);
}

}  // namespace release::cloud

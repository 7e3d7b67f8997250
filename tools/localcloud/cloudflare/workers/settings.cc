#include "tools/localcloud/cloudflare/workers/settings.h"

#include <string>

#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/workers/bindings.h"
#include "tools/localcloud/cloudflare/workers/script_store.h"

namespace release::cloud {
namespace {

using nlohmann::json;

Answer GetSettings(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto version = FindVersion(call, *script, TextAt(*script, "latest"));
  if (!version.ok()) return version.status();
  return Success({{"bindings", ShownBindings((*version)["bindings"])},
                  {"compatibility_date", (*version)["compatibility_date"]},
                  {"compatibility_flags", (*version)["compatibility_flags"]},
                  {"annotations", (*version)["annotations"]},
                  {"logpush", (*script)["settings"].value("logpush", false)},
                  {"tail_consumers", (*script)["settings"].value("tail_consumers", json::array())},
                  {"tags", (*script)["tags"]}});
}

json ScriptSettings(const json& script) {
  return {{"logpush", script["settings"].value("logpush", false)},
          {"tail_consumers", script["settings"].value("tail_consumers", json::array())},
          {"observability", script["settings"].value("observability", json::object())},
          {"tags", script["tags"]}};
}

Answer GetScriptSettings(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  return Success(ScriptSettings(*script));
}

Answer PatchScriptSettings(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  for (const char* key : {"logpush", "tail_consumers", "observability"}) {
    if (body->contains(key)) (*script)["settings"][key] = (*body)[key];
  }
  if (body->contains("tags")) (*script)["tags"] = (*body)["tags"];
  StoreScript(call, *script);
  return Success(ScriptSettings(*script));
}

Answer GetSchedules(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  return Success({{"schedules", (*script)["schedules"]}});
}

Answer PutSchedules(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto body = call.JsonBody();
  if (!body.ok()) return body.status();
  if (!body->is_array()) return ApiError(400, 10021, "The schedules are not a list");
  json schedules = json::array();
  for (const json& entry : *body) {
    if (TextAt(entry, "cron").empty()) return ApiError(400, 10021, "A schedule has no cron");
    schedules.push_back({{"cron", entry["cron"]},
                         {"created_on", call.Timestamp()},
                         {"modified_on", call.Timestamp()}});
  }
  (*script)["schedules"] = schedules;
  StoreScript(call, *script);
  return Success({{"schedules", schedules}});
}

Answer GetScriptSubdomain(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  return Success((*script)["subdomain"]);
}

Answer PostScriptSubdomain(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  for (const char* key : {"enabled", "previews_enabled"}) {
    if (ValueAt(*body, key).is_boolean()) (*script)["subdomain"][key] = (*body)[key];
  }
  StoreScript(call, *script);
  return Success((*script)["subdomain"]);
}

Answer GetAccountSubdomain(Call& call) {
  if (auto stored = call.documents.Get("workers.subdomain", call.account())) {
    return Success(*stored);
  }
  for (const CloudAccount& account : call.options.accounts) {
    if (account.id == call.account()) return Success({{"subdomain", account.subdomain}});
  }
  return ApiError(404, 10007, "This account has no workers.dev subdomain.");
}

Answer PutAccountSubdomain(Call& call) {
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string name = TextAt(*body, "subdomain");
  if (name.empty()) return ApiError(400, 10021, "The body has no subdomain");
  const json subdomain = {{"subdomain", name}};
  call.documents.Put("workers.subdomain", call.account(), subdomain);
  return Success(subdomain);
}

}  // namespace

void AddSettings(Endpoints& endpoints) {
  const std::string account = "/accounts/{account_id}/workers";
  const std::string script = account + "/scripts/{script_name}";
  endpoints.Add("GET", script + "/settings", GetSettings);
  endpoints.Add("GET", script + "/script-settings", GetScriptSettings);
  endpoints.Add("PATCH", script + "/script-settings", PatchScriptSettings);
  endpoints.Add("GET", script + "/schedules", GetSchedules);
  endpoints.Add("PUT", script + "/schedules", PutSchedules);
  endpoints.Add("GET", script + "/subdomain", GetScriptSubdomain);
  endpoints.Add("POST", script + "/subdomain", PostScriptSubdomain);
  endpoints.Add("GET", account + "/subdomain", GetAccountSubdomain);
  endpoints.Add("PUT", account + "/subdomain", PutAccountSubdomain);
}

}  // namespace release::cloud

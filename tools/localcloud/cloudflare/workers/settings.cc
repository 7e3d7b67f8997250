#include "tools/localcloud/cloudflare/workers/settings.h"

#include <string>
#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/workers/bindings.h"
#include "tools/localcloud/cloudflare/workers/durable_objects.h"
#include "tools/localcloud/cloudflare/workers/script_store.h"

namespace release::cloud {
namespace {

using nlohmann::json;

// Stored with the version and shown, without an effect here.
constexpr const char* kInert[] = {"limits", "placement", "usage_model"};

json Settings(const json& script, const json& version) {
  json shown = {{"bindings", ShownBindings(version["bindings"])},
                {"compatibility_date", version["compatibility_date"]},
                {"compatibility_flags", version["compatibility_flags"]},
                {"annotations", version["annotations"]},
                {"logpush", script["settings"].value("logpush", false)},
                {"tail_consumers", script["settings"].value("tail_consumers", json::array())},
                {"tags", script["tags"]}};
  for (const char* key : kInert) {
    if (version.contains(key)) shown[key] = version[key];
  }
  return shown;
}

Answer GetSettings(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto version = FindVersion(call, *script, TextAt(*script, "latest"));
  if (!version.ok()) return version.status();
  return Success(Settings(*script, *version));
}

absl::Status CheckTypes(const json& settings) {
  if (!settings.is_object()) {
    return ApiError(400, 10021, "The multipart body has no part \"settings\" with a JSON object");
  }
  for (const char* key : {"bindings", "compatibility_flags", "tags", "tail_consumers"}) {
    if (settings.contains(key) && !settings[key].is_array()) {
      return ApiError(400, 10021, Concat(key, " is not a list"));
    }
  }
  for (const char* key : {"compatibility_flags", "tags"}) {
    for (const json& entry : settings.value(key, json::array())) {
      if (!entry.is_string()) return ApiError(400, 10021, Concat(key, " is not a list of strings"));
    }
  }
  if (!settings.value("logpush", json(false)).is_boolean() ||
      !settings.value("compatibility_date", json("")).is_string()) {
    return ApiError(400, 10021, "logpush is no boolean, or compatibility_date no string");
  }
  return absl::OkStatus();
}

// Another configuration around the modules that serve: a new version, which serves at once. What is
// not named stays.
Answer PatchSettings(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  if (const absl::Status editable = CheckEditable(*script); !editable.ok()) return editable;
  auto version = FindVersion(call, *script, TextAt(*script, "latest"));
  if (!version.ok()) return version.status();
  auto parts = call.MultipartBody();
  if (!parts.ok()) return parts.status();
  const Part* part = FindPart(*parts, "settings");
  const json settings = part == nullptr ? json() : ParsedOrNull(part->content);
  absl::Status status = CheckTypes(settings);
  if (!status.ok()) return status;
  status = ApplyMigrations(call, *script, ValueAt(settings, "migrations"));
  if (!status.ok()) return status;
  (*version)["migration_tag"] = (*script)["migration_tag"];
  if (settings.contains("bindings")) {
    auto bindings = BindingsOf(settings, (*version)["bindings"], /*strict=*/true);
    if (!bindings.ok()) return bindings.status();
    (*version)["bindings"] = *std::move(bindings);
    status = ResolveClasses(call, *script, (*version)["bindings"]);
    if (!status.ok()) return status;
  }
  for (const char* key :
       {"compatibility_date", "compatibility_flags", kInert[0], kInert[1], kInert[2]}) {
    if (settings.contains(key)) (*version)[key] = settings[key];
  }
  for (const char* key : {"logpush", "tail_consumers"}) {
    if (settings.contains(key)) (*script)["settings"][key] = settings[key];
  }
  if (settings.contains("tags")) (*script)["tags"] = settings["tags"];
  DeployEdited(call, *script, *version, "api");
  return Success(Settings(*script, *version));
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
  endpoints.Add("PATCH", script + "/settings", PatchSettings);
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

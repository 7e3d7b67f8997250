#include "tools/localcloud/cloudflare/workers/scripts.h"

#include <regex>
#include <string>
#include <utility>

#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"
#include "tools/localcloud/cloudflare/workers/durable_objects.h"
#include "tools/localcloud/cloudflare/workers/new_version.h"
#include "tools/localcloud/cloudflare/workers/script_store.h"
#include "tools/localcloud/cloudflare/workers/upload.h"

namespace release::cloud {
namespace {

using nlohmann::json;

bool IsScriptName(const std::string& name) {
  static const std::regex& pattern = *new std::regex("[a-z0-9_][a-z0-9_-]{0,62}");
  return std::regex_match(name, pattern);
}

json Shown(const json& script) {
  return {{"id", script["name"]},
          {"tag", script["tag"]},
          {"etag", TextAt(script, "etag")},
          {"created_on", script["created_on"]},
          {"modified_on", script["modified_on"]},
          {"tags", script["tags"]},
          {"logpush", script["settings"].value("logpush", false)},
          {"has_assets", false},
          {"has_modules", true},
          {"handlers", {"fetch"}},
          {"last_deployed_from", "wrangler"},
          {"migration_tag", TextAt(script, "migration_tag")}};
}

Answer ListScripts(Call& call) {
  json shown = json::array();
  for (const json& script : call.documents.List("workers.scripts", call.Key(""))) {
    shown.push_back(Shown(script));
  }
  return Success(shown);
}

// Uploads and deploys in one step.
Answer PutScript(Call& call) {
  const std::string name = call.Param("script_name");
  if (!IsScriptName(name)) {
    return ApiError(400, 10016, Concat("Invalid Worker name \"", name, "\""));
  }
  auto found = call.documents.Get("workers.scripts", call.Key(name));
  json script = found ? *found : NewScript(call, name);
  auto version = UploadVersion(call, script);
  if (!version.ok()) return version.status();
  Deploy(call, script, {{{"version_id", (*version)["id"]}, {"percentage", 100}}},
         (*version)["annotations"]);
  json result = Shown(script);
  // Tools take it for the id of the new version.
  result["deployment_id"] = (*version)["id"];
  result["startup_time_ms"] = 1;
  result["entry_point"] = (*version)["main_module"];
  return Success(result);
}

// As multipart, part by part as uploaded.
Answer GetContent(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto version = FindVersion(call, *script, TextAt(*script, "latest"));
  if (!version.ok()) return version.status();
  const std::string boundary = Concat("localcloud", RandomHex(32));
  HttpResponse response;
  response.headers.Set("Content-Type", Concat("multipart/form-data; boundary=", boundary));
  response.headers.Set("cf-entrypoint", TextAt(*version, "main_module"));
  for (const json& module : (*version)["modules"]) {
    auto digest = Digest::FromHex(TextAt(module, "sha256"));
    if (!digest.ok()) return digest.status();
    auto bytes = call.blobs.Get(*digest);
    if (!bytes.ok()) return bytes.status();
    const std::string name = TextAt(module, "name");
    AppendTo(response.body, "--", boundary, "\r\nContent-Disposition: form-data; name=\"", name,
             "\"; filename=\"", name, "\"\r\nContent-Type: ", TextAt(module, "content_type"),
             "\r\n\r\n", *bytes, "\r\n");
  }
  AppendTo(response.body, "--", boundary, "--\r\n");
  return response;
}

// The main module's name may come in a header, in place of the metadata.
json MetadataOfHeaders(const HttpRequest& request) {
  for (const auto& [header, key] : {std::pair("CF-WORKER-MAIN-MODULE-PART", "main_module"),
                                    std::pair("CF-WORKER-BODY-PART", "body_part")}) {
    if (const auto part = request.headers.Find(header)) return {{key, std::string(*part)}};
  }
  return nullptr;
}

// Other modules under the configuration that serves: a new version, which serves at once.
Answer PutContent(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  if (const absl::Status editable = CheckEditable(*script); !editable.ok()) return editable;
  auto version = FindVersion(call, *script, TextAt(*script, "latest"));
  if (!version.ok()) return version.status();
  auto parts = call.MultipartBody();
  if (!parts.ok()) return parts.status();
  auto upload = ReadUpload(call, *parts, MetadataOfHeaders(call.request));
  if (!upload.ok()) return upload.status();
  (*version)["main_module"] =
      TextAt(upload->metadata, "main_module", TextAt(upload->metadata, "body_part"));
  (*version)["modules"] = upload->modules;
  (*version)["etag"] = upload->etag;
  (*script)["etag"] = upload->etag;
  DeployEdited(call, *script, *version, "api");
  return Success(Shown(*script));
}

Answer DeleteScript(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  const std::string name = TextAt(*script, "name");
  for (const json& version : VersionsOf(call, *script)) {
    call.documents.Erase("workers.versions", call.Key(Concat(name, "/", TextAt(version, "id"))));
  }
  for (const json& domain : call.documents.List("workers.domains", call.Key(""))) {
    if (TextAt(domain, "service") == name) {
      call.documents.Erase("workers.domains", call.Key(TextAt(domain, "hostname")));
    }
  }
  ForgetClasses(call, *script);
  call.documents.Erase("workers.scripts", call.Key(name));
  call.events.push_back([account = call.account(), name](DeployListener& listener) {
    listener.OnWorkerRemoved(account, name);
  });
  return Success(nullptr);
}

}  // namespace

void AddScripts(Endpoints& endpoints) {
  const std::string base = "/accounts/{account_id}/workers/scripts";
  endpoints.Add("GET", base, ListScripts);
  endpoints.Add("PUT", base + "/{script_name}", PutScript);
  endpoints.Add("DELETE", base + "/{script_name}", DeleteScript);
  endpoints.Add("GET", base + "/{script_name}", GetContent);
  endpoints.Add("GET", base + "/{script_name}/content/v2", GetContent);
  endpoints.Add("PUT", base + "/{script_name}/content", PutContent);
}

}  // namespace release::cloud

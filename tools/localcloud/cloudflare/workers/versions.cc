#include "tools/localcloud/cloudflare/workers/versions.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/workers/new_version.h"
#include "tools/localcloud/cloudflare/workers/script_store.h"

namespace release::cloud {
namespace {

using nlohmann::json;

Answer ListVersions(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  const Page page = PageOf(call.request, VersionsOf(call, *script));
  json items = json::array();
  for (const json& version : page.result) {
    json shown = ShownVersion(version);
    shown.erase("resources");
    items.push_back(shown);
  }
  return Success({{"items", items}}, page.result_info);
}

Answer GetVersion(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto version = FindVersion(call, *script, call.Param("version_id"));
  if (!version.ok()) return version.status();
  return Success(ShownVersion(*version));
}

Answer PostVersion(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  const json tag = (*script)["migration_tag"];
  auto version = UploadVersion(call, *script);
  if (!version.ok()) return version.status();
  if ((*script)["migration_tag"] != tag) {
    return ApiError(400, 10211, "Durable Object migrations must be deployed, not only uploaded.");
  }
  StoreScript(call, *script);
  json result = ShownVersion(*version);
  result["startup_time_ms"] = 1;
  return Success(result);
}

Answer ListDeployments(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  return Success({{"deployments", DeploymentsOf(call, *script)}});
}

Answer PostDeployment(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const json versions = ValueAt(*body, "versions");
  if (!versions.is_array() || versions.empty() || versions.size() > 2) {
    return ApiError(400, 10021, "A deployment has one or two versions");
  }
  double sum = 0;
  for (const json& entry : versions) {
    auto version = FindVersion(call, *script, TextAt(entry, "version_id"));
    if (!version.ok()) return version.status();
    const json share = ValueAt(entry, "percentage");
    if (!share.is_number()) return ApiError(400, 10021, "A version has no percentage");
    sum += share.get<double>();
  }
  if (std::abs(sum - 100) > 0.01) return ApiError(400, 10021, "The percentages are not 100");
  return Success(Deploy(call, *script, versions, body->value("annotations", json::object())));
}

json DefaultEnvironment(const json& script) {
  return {{"environment", "production"},
          {"created_on", script["created_on"]},
          {"modified_on", script["modified_on"]},
          {"script",
           {{"id", script["name"]},
            {"tag", script["tag"]},
            {"tags", script["tags"]},
            {"etag", TextAt(script, "etag")},
            {"migration_tag", script["migration_tag"]},
            {"created_on", script["created_on"]},
            {"modified_on", script["modified_on"]},
            {"last_deployed_from", "wrangler"}}}};
}

Answer GetService(Call& call) {
  const auto script = call.documents.Get("workers.scripts", call.Key(call.Param("service_name")));
  if (!script) return ApiError(404, 10090, "This service does not exist.");
  return Success({{"id", (*script)["name"]},
                  {"created_on", (*script)["created_on"]},
                  {"modified_on", (*script)["modified_on"]},
                  {"default_environment", DefaultEnvironment(*script)},
                  {"environments", {DefaultEnvironment(*script)}}});
}

Answer GetWorker(Call& call) {
  auto script = FindScript(call);
  if (!script.ok()) return script.status();
  return Success({{"id", (*script)["tag"]},
                  {"name", (*script)["name"]},
                  {"created_on", (*script)["created_on"]},
                  {"updated_on", (*script)["modified_on"]},
                  {"tags", (*script)["tags"]},
                  {"subdomain", (*script)["subdomain"]},
                  {"observability", (*script)["settings"].value("observability", json::object())}});
}

}  // namespace

void AddVersions(Endpoints& endpoints) {
  const std::string script = "/accounts/{account_id}/workers/scripts/{script_name}";
  endpoints.Add("GET", script + "/versions", ListVersions);
  endpoints.Add("POST", script + "/versions", PostVersion);
  endpoints.Add("GET", script + "/versions/{version_id}", GetVersion);
  endpoints.Add("GET", script + "/deployments", ListDeployments);
  endpoints.Add("POST", script + "/deployments", PostDeployment);
  endpoints.Add("GET", "/accounts/{account_id}/workers/services/{service_name}", GetService);
  endpoints.Add("GET", "/accounts/{account_id}/workers/workers/{script_name}", GetWorker);
}

}  // namespace release::cloud

#include "tools/localcloud/cloudflare/workers/script_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"

namespace release::cloud {
namespace {

using nlohmann::json;

std::string KeyOf(const json& script) {
  return Concat(TextAt(script, "account"), "/", TextAt(script, "name"));
}

std::string KeyOf(const json& script, const std::string& inner) {
  return Concat(KeyOf(script), "/", inner);
}

void SortNewestFirst(std::vector<json>& documents) {
  std::sort(documents.begin(), documents.end(),
            [](const json& a, const json& b) { return a["number"] > b["number"]; });
}

DeployedWorker Deployed(Call& call, const json& script, const json& version) {
  DeployedWorker worker;
  worker.account = TextAt(script, "account");
  worker.name = TextAt(script, "name");
  worker.version_id = TextAt(version, "id");
  worker.main_module = TextAt(version, "main_module");
  worker.compatibility_date = TextAt(version, "compatibility_date");
  for (const json& flag : version["compatibility_flags"]) {
    worker.compatibility_flags.push_back(flag.get<std::string>());
  }
  for (const json& module : version["modules"]) {
    const auto digest = Digest::FromHex(TextAt(module, "sha256"));
    if (!digest.ok()) continue;
    worker.modules.push_back(
        {TextAt(module, "name"), TextAt(module, "content_type"), call.blobs.PathOf(*digest)});
  }
  worker.bindings = version["bindings"];
  worker.containers = ValueAt(version, "containers");
  for (const json& domain : call.documents.List("workers.domains", worker.account + "/")) {
    if (TextAt(domain, "service") == worker.name) {
      worker.hostnames.push_back(TextAt(domain, "hostname"));
    }
  }
  return worker;
}

}  // namespace

absl::StatusOr<json> FindScript(Call& call) {
  const std::string name = call.Param("script_name");
  if (auto script = call.documents.Get("workers.scripts", call.Key(name))) return *script;
  return ApiError(404, 10007, "This Worker does not exist on your account.");
}

json NewScript(Call& call, const std::string& name) {
  return {{"account", call.account()},
          {"name", name},
          {"tag", RandomHex(32)},
          {"created_on", call.Timestamp()},
          {"modified_on", call.Timestamp()},
          {"migration_tag", nullptr},
          {"tags", json::array()},
          {"subdomain", {{"enabled", false}, {"previews_enabled", false}}},
          {"settings", json::object()},
          {"schedules", json::array()},
          {"number", 0},
          {"deployment_number", 0},
          {"latest", nullptr},
          {"active", json::array()}};
}

void StoreScript(Call& call, const json& script) {
  call.documents.Put("workers.scripts", KeyOf(script), script);
}

absl::StatusOr<json> FindVersion(Call& call, const json& script, const std::string& id) {
  if (auto version = call.documents.Get("workers.versions", KeyOf(script, id))) return *version;
  return ApiError(404, 10036, Concat("Version ", id, " of this Worker does not exist."));
}

std::vector<json> VersionsOf(Call& call, const json& script) {
  auto versions = call.documents.List("workers.versions", KeyOf(script, ""));
  SortNewestFirst(versions);
  return versions;
}

std::vector<json> DeploymentsOf(Call& call, const json& script) {
  auto deployments = call.documents.List("workers.deployments", KeyOf(script, ""));
  SortNewestFirst(deployments);
  return deployments;
}

void AddVersion(Call& call, json& script, json& version, const std::string& source) {
  version["id"] = RandomUuid();
  version["number"] = script["number"].get<int>() + 1;
  version["created_on"] = call.Timestamp();
  version["source"] = source;
  script["number"] = version["number"];
  script["latest"] = version["id"];
  script["modified_on"] = call.Timestamp();
  call.documents.Put("workers.versions", KeyOf(script, TextAt(version, "id")), version);
}

json Deploy(Call& call, json& script, const json& versions, const json& annotations) {
  const int number = script["deployment_number"].get<int>() + 1;
  script["deployment_number"] = number;
  script["active"] = versions;
  const json deployment = {{"id", RandomUuid()},
                           {"number", number},
                           {"source", "wrangler"},
                           {"strategy", "percentage"},
                           {"author_email", "localcloud@example.com"},
                           {"created_on", call.Timestamp()},
                           {"versions", versions},
                           {"annotations", annotations}};
  call.documents.Put("workers.deployments", KeyOf(script, absl::StrFormat("%08d", number)),
                     deployment);
  StoreScript(call, script);
  TellListener(call, script);
  return deployment;
}

bool LatestIsDeployed(const json& script) {
  return script["latest"].is_null() ||
         (script["active"].size() == 1 && script["active"][0]["version_id"] == script["latest"]);
}

absl::Status CheckEditable(const json& script) {
  if (LatestIsDeployed(script)) return absl::OkStatus();
  return ApiError(400, 10215,
                  "Edit failed. You attempted to modify a Worker whose latest version isn't "
                  "currently deployed.");
}

void DeployEdited(Call& call, json& script, json& version, const std::string& trigger) {
  version["annotations"] = {{"workers/triggered_by", trigger}};
  AddVersion(call, script, version, trigger);
  Deploy(call, script, {{{"version_id", version["id"]}, {"percentage", 100}}},
         version["annotations"]);
}

void TellListener(Call& call, const json& script) {
  const json* main = nullptr;  // of several the one with most of the traffic
  for (const json& entry : script["active"]) {
    if (main == nullptr || entry["percentage"] > (*main)["percentage"]) main = &entry;
  }
  if (main == nullptr) return;
  auto version = FindVersion(call, script, TextAt(*main, "version_id"));
  if (!version.ok()) return;
  call.events.push_back([worker = Deployed(call, script, *version)](DeployListener& listener) {
    listener.OnWorkerDeployed(worker);
  });
}

}  // namespace release::cloud

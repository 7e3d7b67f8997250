#include "tools/localcloud/cloudflare/pages/project_store.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/pages/assets.h"
#include "tools/localcloud/cloudflare/pages/stages.h"

namespace release::cloud {
namespace {

using nlohmann::json;

json WithoutSecrets(json configs) {
  for (json& config : configs) {
    if (!config.is_object() || !ValueAt(config, "env_vars").is_object()) continue;
    for (json& variable : config["env_vars"]) {
      if (TextAt(variable, "type") == "secret_text") variable["value"] = "";
    }
  }
  return configs;
}

std::vector<json> DomainsOf(Call& call, const json& project) {
  return call.documents.List("pages.domains", call.Key(TextAt(project, "name") + "/"));
}

void End(Call& call, json& deployment) {
  deployment["done"] = true;
  StoreDeployment(call, deployment);
  auto project = call.documents.Get("pages.projects", call.Key(TextAt(deployment, "project_name")));
  if (!project || TextAt(deployment, "end_status") != "success") return;
  if (TextAt(deployment, "environment") == "production") {
    (*project)["canonical"] = deployment["id"];
    StoreProject(call, *project);
  }
  TellDeployment(call, *project, deployment);
}

// Where it came from, and the runtime's rules that it was made for.
void TellOrigin(const json& deployment, const json& config, DeployedPages& pages) {
  const json worker = ValueAt(deployment, "worker");
  pages.compatibility_date = TextAt(worker, "compatibility_date");
  if (pages.compatibility_date.empty()) {
    pages.compatibility_date = TextAt(config, "compatibility_date");
  }
  json flags = ValueAt(worker, "compatibility_flags");
  if (!flags.is_array() || flags.empty()) flags = ValueAt(config, "compatibility_flags");
  for (const json& flag : flags) {
    if (flag.is_string()) pages.compatibility_flags.push_back(flag);
  }
  pages.url = TextAt(deployment, "url");
  const json metadata = ValueAt(ValueAt(deployment, "deployment_trigger"), "metadata");
  pages.branch = TextAt(metadata, "branch");
  pages.commit_hash = TextAt(metadata, "commit_hash");
}

}  // namespace

absl::StatusOr<json> FindProject(Call& call) {
  AdvancePages(call);
  const std::string name = call.Param("project_name");
  if (auto project = call.documents.Get("pages.projects", call.Key(name))) return *project;
  return ApiError(404, 8000007,
                  "Project not found. The specified project name does not match any of your "
                  "existing projects.");
}

void StoreProject(Call& call, const json& project) {
  call.documents.Put("pages.projects", call.Key(TextAt(project, "name")), project);
}

std::vector<json> PagesDeploymentsOf(Call& call, const json& project) {
  auto deployments =
      call.documents.List("pages.deployments", call.Key(TextAt(project, "name") + "/"));
  std::sort(deployments.begin(), deployments.end(),
            [](const json& a, const json& b) { return a["number"] > b["number"]; });
  return deployments;
}

void StoreDeployment(Call& call, const json& deployment) {
  call.documents.Put(
      "pages.deployments",
      call.Key(Concat(TextAt(deployment, "project_name"), "/", TextAt(deployment, "id"))),
      deployment);
}

json ShownDeployment(const json& deployment) {
  json shown = deployment;
  for (const char* key : {"manifest", "files", "worker", "done", "ends_at_ms", "end_status",
                          "number", "configs", "compatibility"}) {
    shown.erase(key);
  }
  shown["stages"] = StagesOf(deployment);
  shown["latest_stage"] = shown["stages"].back();
  shown["uses_functions"] = !ValueAt(deployment, "worker").is_null();
  return shown;
}

json ShownProject(Call& call, const json& project) {
  json shown = project;
  shown.erase("canonical");
  shown.erase("number");
  shown["deployment_configs"] = WithoutSecrets(project["deployment_configs"]);
  shown["domains"] = json::array({project["subdomain"]});
  for (const json& domain : DomainsOf(call, project)) shown["domains"].push_back(domain["name"]);
  shown["latest_deployment"] = nullptr;
  shown["canonical_deployment"] = nullptr;
  for (const json& deployment : PagesDeploymentsOf(call, project)) {
    if (shown["latest_deployment"].is_null()) {
      shown["latest_deployment"] = ShownDeployment(deployment);
    }
    if (deployment["id"] == project["canonical"]) {
      shown["canonical_deployment"] = ShownDeployment(deployment);
    }
  }
  return shown;
}

void AdvancePages(Call& call) {
  for (json deployment : call.documents.List("pages.deployments", call.Key(""))) {
    if (deployment["done"] == true) continue;
    if (call.now < absl::FromUnixMillis(deployment["ends_at_ms"].get<int64_t>())) continue;
    End(call, deployment);
  }
}

void TellDeployment(Call& call, const json& project, const json& deployment) {
  DeployedPages pages;
  pages.account = call.account();
  pages.project = TextAt(project, "name");
  pages.deployment_id = TextAt(deployment, "id");
  pages.environment = TextAt(deployment, "environment");
  for (const auto& [path, hash] : deployment["manifest"].items()) {
    const auto asset = FindAsset(call, pages.account, hash);
    const auto digest = Digest::FromHex(asset ? TextAt(*asset, "sha256") : "");
    if (!digest.ok()) continue;
    pages.assets[path] = call.blobs.PathOf(*digest);
    pages.content_types[path] = TextAt(*asset, "content_type");
    pages.hashes[path] = hash;
  }
  for (const auto& [name, text] : deployment["files"].items()) pages.files[name] = text;
  const json worker = ValueAt(deployment, "worker");
  pages.main_module = TextAt(worker, "main_module");
  for (const json& module : ValueAt(worker, "modules")) {
    const auto digest = Digest::FromHex(TextAt(module, "sha256"));
    if (!digest.ok()) continue;
    pages.modules.push_back(
        {TextAt(module, "name"), TextAt(module, "content_type"), call.blobs.PathOf(*digest)});
  }
  const json config = ValueAt(project["deployment_configs"], pages.environment);
  pages.env_vars = ValueAt(config, "env_vars");
  TellOrigin(deployment, config, pages);
  const bool canonical = project["canonical"] == deployment["id"];
  if (canonical) {
    pages.hostnames.push_back(TextAt(project, "subdomain"));
    for (const json& domain : DomainsOf(call, project)) {
      pages.hostnames.push_back(TextAt(domain, "name"));
    }
  }
  pages.hostnames.push_back(
      Concat(TextAt(deployment, "short_id"), ".", TextAt(project, "subdomain")));
  call.events.push_back([pages](DeployListener& listener) { listener.OnPagesDeployed(pages); });
}

}  // namespace release::cloud

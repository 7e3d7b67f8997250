#include "tools/localcloud/cloudflare/pages/deployments.h"

#include <string>
#include <utility>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"
#include "tools/localcloud/cloudflare/pages/project_store.h"
#include "tools/localcloud/cloudflare/pages/site_upload.h"
#include "tools/localcloud/cloudflare/pages/stages.h"

namespace release::cloud {
namespace {

using nlohmann::json;

constexpr absl::Duration kForever = absl::Hours(24 * 365);

json NewDeployment(Call& call, json& project, const json& site) {
  const int number = project["number"].get<int>() + 1;
  project["number"] = number;
  const std::string branch = TextAt(site, "branch", TextAt(project, "production_branch"));
  const bool production = branch.empty() || branch == TextAt(project, "production_branch");
  const std::string id = RandomUuid();
  absl::Time ends = call.now + call.options.pages_deploy_time;
  std::string end_status = "success";
  if (call.Faulty(FaultKind::kStageEnds)) {
    end_status = call.fault->stage_status == "failure" ? "failure" : "success";
    if (call.fault->stage_status == "active") {
      ends = call.now +
             (call.fault->duration > absl::ZeroDuration() ? call.fault->duration : kForever);
    }
  }
  return {{"id", id},
          {"short_id", id.substr(0, 8)},
          {"number", number},
          {"project_id", project["id"]},
          {"project_name", project["name"]},
          {"environment", production ? "production" : "preview"},
          {"url", Concat("https://", id.substr(0, 8), ".", TextAt(project, "subdomain"))},
          {"aliases", nullptr},
          {"created_on", call.Timestamp()},
          {"modified_on", call.Timestamp()},
          {"is_skipped", false},
          {"production_branch", project["production_branch"]},
          {"build_config", project["build_config"]},
          {"env_vars", json::object()},
          {"deployment_trigger",
           {{"type", "ad_hoc"},
            {"metadata",
             {{"branch", branch},
              {"commit_hash", TextAt(site, "commit_hash")},
              {"commit_message", TextAt(site, "commit_message")},
              {"commit_dirty", TextAt(site, "commit_dirty") == "true"}}}}},
          {"manifest", site["manifest"]},
          {"files", site["files"]},
          {"worker", site["worker"]},
          {"done", false},
          {"ends_at_ms", absl::ToUnixMillis(ends)},
          {"end_status", end_status}};
}

Answer StoreNew(Call& call, json project, const json& site) {
  json deployment = NewDeployment(call, project, site);
  StoreProject(call, project);
  StoreDeployment(call, deployment);
  AdvancePages(call);
  const std::string key = Concat(TextAt(project, "name"), "/", TextAt(deployment, "id"));
  return Success(ShownDeployment(*call.documents.Get("pages.deployments", call.Key(key))));
}

Answer PostDeployment(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  auto site = ReadSite(call);
  if (!site.ok()) return site.status();
  return StoreNew(call, *std::move(project), *site);
}

Answer ListDeployments(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  auto deployments = PagesDeploymentsOf(call, *project);
  if (const auto environment = call.request.Query("env")) {
    std::erase_if(deployments, [&](const json& deployment) {
      return TextAt(deployment, "environment") != *environment;
    });
  }
  const Page page = PageOf(call.request, deployments);
  json shown = json::array();
  for (const json& deployment : page.result) shown.push_back(ShownDeployment(deployment));
  return Success(shown, page.result_info);
}

absl::StatusOr<json> FindDeployment(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  const std::string key = Concat(TextAt(*project, "name"), "/", call.Param("deployment_id"));
  if (auto found = call.documents.Get("pages.deployments", call.Key(key))) return *found;
  return ApiError(404, 8000009,
                  "Deployment not found. The deployment ID you have specified does "
                  "not exist. Update the deployment ID and try again.");
}

Answer GetDeployment(Call& call) {
  auto deployment = FindDeployment(call);
  if (!deployment.ok()) return deployment.status();
  return Success(ShownDeployment(*deployment));
}

Answer DeleteDeployment(Call& call) {
  auto deployment = FindDeployment(call);
  if (!deployment.ok()) return deployment.status();
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  if ((*project)["canonical"] == (*deployment)["id"]) {
    return ApiError(400, 8000034, "Cannot delete the active production deployment.");
  }
  call.documents.Erase("pages.deployments",
                       call.Key(Concat(TextAt(*project, "name"), "/", TextAt(*deployment, "id"))));
  return Success(nullptr);
}

Answer GetLogs(Call& call) {
  auto deployment = FindDeployment(call);
  if (!deployment.ok()) return deployment.status();
  json lines = json::array();
  for (const json& stage : StagesOf(*deployment)) {
    lines.push_back({{"ts", stage["started_on"]},
                     {"line", Concat(TextAt(stage, "name"), ": ", TextAt(stage, "status"))}});
  }
  return Success({{"total", lines.size()}, {"includes_container_logs", false}, {"data", lines}});
}

// What was uploaded, deployed once more.
Answer Retry(Call& call) {
  auto deployment = FindDeployment(call);
  if (!deployment.ok()) return deployment.status();
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  json site = (*deployment)["deployment_trigger"]["metadata"];
  for (const char* key : {"manifest", "files", "worker"}) site[key] = (*deployment)[key];
  return StoreNew(call, *std::move(project), site);
}

Answer Rollback(Call& call) {
  auto deployment = FindDeployment(call);
  if (!deployment.ok()) return deployment.status();
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  if (TextAt(*deployment, "environment") != "production" || (*deployment)["done"] != true ||
      TextAt(*deployment, "end_status") != "success") {
    return ApiError(400, 8000030, "Only a successful production deployment can be rolled back to.");
  }
  (*project)["canonical"] = (*deployment)["id"];
  StoreProject(call, *project);
  TellDeployment(call, *project, *deployment);
  return Success(ShownDeployment(*deployment));
}

}  // namespace

void TellPages(Call& call) {
  for (const json& project : call.documents.List("pages.projects", call.Key(""))) {
    for (const json& deployment : PagesDeploymentsOf(call, project)) {
      if (deployment["id"] == project["canonical"]) TellDeployment(call, project, deployment);
    }
  }
}

void AddPagesDeployments(Endpoints& endpoints) {
  const std::string base = "/accounts/{account_id}/pages/projects/{project_name}/deployments";
  const std::string one = base + "/{deployment_id}";
  endpoints.Add("GET", base, ListDeployments);
  endpoints.Add("POST", base, PostDeployment);
  endpoints.Add("GET", one, GetDeployment);
  endpoints.Add("DELETE", one, DeleteDeployment);
  endpoints.Add("GET", one + "/history/logs", GetLogs);
  endpoints.Add("POST", one + "/retry", Retry);
  endpoints.Add("POST", one + "/rollback", Rollback);
}

}  // namespace release::cloud

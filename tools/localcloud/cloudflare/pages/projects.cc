#include "tools/localcloud/cloudflare/pages/projects.h"

#include <regex>
#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/ids.h"
#include "tools/localcloud/cloudflare/pages/project_store.h"
#include "tools/localcloud/cloudflare/pages/upload_token.h"

namespace release::cloud {
namespace {

using nlohmann::json;

Answer ListProjects(Call& call) {
  AdvancePages(call);
  const Page page = PageOf(call.request, call.documents.List("pages.projects", call.Key("")));
  json shown = json::array();
  for (const json& project : page.result) shown.push_back(ShownProject(call, project));
  return Success(shown, page.result_info);
}

// Both environments are there, whatever was sent.
json ConfigsOf(const json& body) {
  json configs = {{"production", json::object()}, {"preview", json::object()}};
  if (ValueAt(body, "deployment_configs").is_object()) {
    configs.merge_patch(body["deployment_configs"]);
  }
  return configs;
}

absl::Status CheckVariables(const json& configs) {
  for (const json& config : configs) {
    const json variables = ValueAt(config, "env_vars");
    for (const json& variable : variables) {
      const std::string type = TextAt(variable, "type", "plain_text");
      if ((type != "plain_text" && type != "secret_text") ||
          !ValueAt(variable, "value").is_string()) {
        return ApiError(400, 8000000, "An environment variable has no type or value");
      }
    }
  }
  return absl::OkStatus();
}

Answer PostProject(Call& call) {
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  static const std::regex& pattern = *new std::regex("[a-z0-9][a-z0-9-]{0,57}");
  const std::string name = TextAt(*body, "name");
  if (!std::regex_match(name, pattern)) {
    return ApiError(400, 8000012, "The name of your project is invalid.");
  }
  if (call.documents.Get("pages.projects", call.Key(name))) {
    return ApiError(409, 8000002,
                    "A project with this name already exists. Choose a different "
                    "project name.");
  }
  const json configs = ConfigsOf(*body);
  const absl::Status status = CheckVariables(configs);
  if (!status.ok()) return status;
  const json project = {{"id", RandomUuid()},
                        {"name", name},
                        {"subdomain", Concat(name, ".pages.dev")},
                        {"production_branch", TextAt(*body, "production_branch", "main")},
                        {"created_on", call.Timestamp()},
                        {"build_config", body->value("build_config", json::object())},
                        {"deployment_configs", configs},
                        {"number", 0},
                        {"canonical", nullptr}};
  StoreProject(call, project);
  return Success(ShownProject(call, project));
}

Answer GetProject(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  return Success(ShownProject(call, *project));
}

// A merge patch: null removes a variable. Deploys nothing; variables are those of the next
// deployment.
Answer PatchProject(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  if (body->contains("deployment_configs")) {
    (*project)["deployment_configs"].merge_patch((*body)["deployment_configs"]);
    const absl::Status status = CheckVariables((*project)["deployment_configs"]);
    if (!status.ok()) return status;
  }
  if (!TextAt(*body, "production_branch").empty()) {
    (*project)["production_branch"] = (*body)["production_branch"];
  }
  StoreProject(call, *project);
  return Success(ShownProject(call, *project));
}

Answer DeleteProject(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  const std::string name = TextAt(*project, "name");
  for (const json& deployment : PagesDeploymentsOf(call, *project)) {
    call.documents.Erase("pages.deployments",
                         call.Key(Concat(name, "/", TextAt(deployment, "id"))));
  }
  for (const json& domain : call.documents.List("pages.domains", call.Key(name + "/"))) {
    call.documents.Erase("pages.domains", call.Key(Concat(name, "/", TextAt(domain, "name"))));
  }
  call.documents.Erase("pages.projects", call.Key(name));
  call.events.push_back([account = call.account(), name](DeployListener& listener) {
    listener.OnPagesRemoved(account, name);
  });
  return Success(nullptr);
}

Answer GetUploadToken(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  return Success({{"jwt", NewUploadToken(call, TextAt(*project, "name"))}});
}

Answer PurgeBuildCache(Call& call) {
  auto project = FindProject(call);
  if (!project.ok()) return project.status();
  return Success(nullptr);  // nothing is built here, so nothing is cached
}

}  // namespace

void AddProjects(Endpoints& endpoints) {
  const std::string base = "/accounts/{account_id}/pages/projects";
  const std::string one = base + "/{project_name}";
  endpoints.Add("GET", base, ListProjects);
  endpoints.Add("POST", base, PostProject);
  endpoints.Add("GET", one, GetProject);
  endpoints.Add("PATCH", one, PatchProject);
  endpoints.Add("DELETE", one, DeleteProject);
  endpoints.Add("GET", one + "/upload-token", GetUploadToken);
  endpoints.Add("POST", one + "/purge_build_cache", PurgeBuildCache);
}

}  // namespace release::cloud

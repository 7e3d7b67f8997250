#include "tools/localcloud/edge/pages_config.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/edge/capnp_text.h"
#include "tools/localcloud/http/json_text.h"

namespace release::cloud {
namespace {

using nlohmann::json;

// The folder that all of the site's files are in, so that one disk service has them.
std::string FolderOf(const DeployedPages& pages) {
  if (pages.assets.empty()) return "";
  std::string folder = pages.assets.begin()->second;
  for (const auto& [name, path] : pages.assets) {
    const auto [differs, unused] =
        std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    folder.erase(differs, folder.end());
  }
  // Of one path, or of two that begin alike, the last piece is no folder.
  folder.resize(folder.rfind('/') + 1);
  return folder;
}

std::string At(const std::map<std::string, std::string>& map, const std::string& key) {
  const auto found = map.find(key);
  return found == map.end() ? "" : found->second;
}

std::string SiteOf(const DeployedPages& pages, const std::string& folder) {
  json assets = json::object();
  for (const auto& [name, path] : pages.assets) {
    const std::string type = At(pages.content_types, name);
    assets[name] = {{"key", At(pages.hashes, name)},
                    {"type", type.empty() ? "application/octet-stream" : type},
                    {"blob", path.substr(folder.size())}};
  }
  const json routes = JsonOrNull(At(pages.files, "_routes.json"));
  const json site = {{"deployment_id", pages.deployment_id},
                     {"headers", At(pages.files, "_headers")},
                     {"redirects", At(pages.files, "_redirects")},
                     {"routes", routes.is_object() ? routes : json(nullptr)},
                     {"assets", std::move(assets)}};
  return site.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Everything that the Functions see besides ASSETS: the vendor's variables, then the project's,
// which win.
std::map<std::string, std::string> Variables(const DeployedPages& pages) {
  std::map<std::string, std::string> variables = {{"CF_PAGES", "1"},
                                                  {"CF_PAGES_BRANCH", pages.branch},
                                                  {"CF_PAGES_COMMIT_SHA", pages.commit_hash},
                                                  {"CF_PAGES_URL", pages.url}};
  if (!pages.env_vars.is_object()) return variables;
  for (const auto& [name, variable] : pages.env_vars.items()) {
    if (variable.is_object() && variable.contains("value") && variable["value"].is_string()) {
      variables[name] = variable["value"];
    }
  }
  return variables;
}

absl::StatusOr<std::string> FunctionsService(const DeployedPages& pages,
                                             const std::map<std::string, std::string>& variables) {
  auto modules = ModulesField(pages.modules, pages.main_module);
  if (!modules.ok()) return modules.status();
  std::vector<std::string> bindings = {
      "(name = \"ASSETS\", service = (name = \"site\", entrypoint = \"Assets\"))"};
  for (const auto& [name, value] : variables) {
    if (name != "ASSETS") bindings.push_back(TextBinding(name, value));
  }
  return WorkerService(
      "functions", Concat(*modules, ", ",
                          CompatibilityFields(pages.compatibility_date, pages.compatibility_flags),
                          ", bindings = ", CapnpList(bindings)));
}

absl::StatusOr<std::string> Config(const DeployedPages& pages, const std::string& site_server,
                                   OutboundSettings outbound) {
  const auto variables = Variables(pages);
  for (const auto& [name, value] : variables) AddHostsIn(value, outbound.hosts);
  const std::string folder = FolderOf(pages);
  std::vector<std::string> services;
  std::vector<std::string> bindings = {JsonBinding("SITE", SiteOf(pages, folder))};
  if (!folder.empty()) {
    services.push_back(Concat("(name = \"blobs\", disk = (path = ", CapnpText(folder), "))"));
    bindings.push_back("(name = \"BLOBS\", service = \"blobs\")");
  }
  if (!pages.main_module.empty()) {
    auto functions = FunctionsService(pages, variables);
    if (!functions.ok()) return functions.status();
    services.push_back(*std::move(functions));
    bindings.push_back("(name = \"FUNCTIONS\", service = \"functions\")");
  }
  services.push_back(WorkerService(
      "site",
      Concat("modules = [(name = \"site.js\", esModule = embed ", CapnpText(site_server), ")], ",
             CompatibilityFields("", {"nodejs_compat"}), ", bindings = ", CapnpList(bindings))));
  return RuntimeConfig("site", std::move(services), outbound);
}

}  // namespace

Plan PagesPlan(const DeployedPages& pages, const std::string& site_server,
               OutboundSettings outbound) {
  const bool production = pages.environment == "production";
  Plan plan;
  plan.kind = "Pages";
  plan.name = production ? pages.project : Concat(pages.project, " (", pages.environment, ")");
  plan.label = Concat("pages-", pages.project, production ? "" : "-preview");
  plan.version = pages.deployment_id;
  plan.hosts = pages.hostnames;
  auto config = Config(pages, site_server, std::move(outbound));
  if (config.ok()) {
    plan.config = *std::move(config);
  } else {
    const v1::Diagnosis diagnosis = DiagnosisOf(config.status());
    plan.refused = Concat(diagnosis.what(), ": ", diagnosis.why());
    plan.config = RefusalConfig(plan.refused);
  }
  return plan;
}

}  // namespace release::cloud

#include "plugins/deploy_pages/live.h"

#include <utility>

#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

using nlohmann::json;

constexpr int kProjectNotFound = 8000007;
constexpr size_t kLogLine = 500;

json At(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() ? *found : json();
}

std::string TextAt(const json& object, const char* key) {
  const json value = At(object, key);
  return value.is_string() ? value.get<std::string>() : "";
}

// Only the last stage's success is the deployment's.
Stage StageOf(const std::string& name, const std::string& status) {
  if (status == "failure" || status == "canceled" || status == "skipped") return Stage::kFailed;
  return name == "deploy" && status == "success" ? Stage::kSucceeded : Stage::kUnderWay;
}

Deployment DeploymentOf(const json& found) {
  const json metadata = At(At(found, "deployment_trigger"), "metadata");
  Deployment deployment{.id = TextAt(found, "id"),
                        .message = TextAt(metadata, "commit_message"),
                        .commit_hash = TextAt(metadata, "commit_hash")};
  const json stage = At(found, "latest_stage");
  deployment.stage_name = TextAt(stage, "name");
  deployment.stage_words = TextAt(stage, "status");
  deployment.stage = StageOf(deployment.stage_name, deployment.stage_words);
  absl::Time created;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, TextAt(found, "created_on"), &created, &error)) {
    deployment.created = created;
  }
  return deployment;
}

bool IsProduction(const json& deployment) {
  return TextAt(deployment, "environment") == "production";
}

void ReadVariables(const json& variables, LiveProject& live) {
  if (!variables.is_object()) return;
  for (const auto& [name, variable] : variables.items()) {
    if (TextAt(variable, "type") == "secret_text") {
      live.secrets.insert(name);
    } else if (variable.is_object()) {
      live.variables[name] = TextAt(variable, "value");
    }
  }
}

}  // namespace

bool SaysCode(const absl::Status& status, int code) {
  return DiagnosisOf(status).why().find(Concat("[code: ", code, "]")) != std::string::npos;
}

Place::Place(cloudflare::Api& api, const std::string& account, const std::string& project)
    : api_(api), path_(Concat("/accounts/", account, "/pages/projects/", project)) {}

absl::StatusOr<std::optional<LiveProject>> Place::Look() {
  absl::StatusOr<json> found = api_.Get(path_);
  if (absl::IsNotFound(found.status()) && SaysCode(found.status(), kProjectNotFound)) {
    return std::optional<LiveProject>();
  }
  if (!found.ok()) return found.status();
  LiveProject live{.subdomain = TextAt(*found, "subdomain"),
                   .production_branch = TextAt(*found, "production_branch"),
                   .source = TextAt(At(*found, "source"), "type")};
  const json production = At(At(*found, "deployment_configs"), "production");
  live.compatibility_date = TextAt(production, "compatibility_date");
  for (const json& flag : At(production, "compatibility_flags")) {
    if (flag.is_string()) live.compatibility_flags.push_back(flag);
  }
  ReadVariables(At(production, "env_vars"), live);
  const json canonical = At(*found, "canonical_deployment");
  if (canonical.is_object()) live.canonical = DeploymentOf(canonical);
  json newest = At(*found, "latest_deployment");
  if (newest.is_object() && !IsProduction(newest)) {
    absl::StatusOr<json> all = api_.Get(path_ + "/deployments?env=production");
    if (!all.ok()) return all.status();
    newest = all->is_array() && !all->empty() ? all->front() : json();
  }
  if (newest.is_object()) live.newest = DeploymentOf(newest);
  return std::optional<LiveProject>(std::move(live));
}

absl::StatusOr<Deployment> Place::LookAt(const std::string& deployment) {
  absl::StatusOr<json> found = api_.Get(Concat(path_, "/deployments/", deployment));
  if (!found.ok()) return found.status();
  return DeploymentOf(*found);
}

std::vector<std::string> Place::LastLines(const std::string& deployment, size_t count) {
  const auto logs = api_.Get(Concat(path_, "/deployments/", deployment, "/history/logs"));
  std::vector<std::string> lines;
  if (!logs.ok()) return lines;
  const json data = At(*logs, "data");
  for (size_t i = data.size() > count ? data.size() - count : 0; i < data.size(); ++i) {
    lines.push_back(PrintableLine(TextAt(data[i], "line"), kLogLine));
  }
  return lines;
}

}  // namespace release::deploy_pages

#include "plugins/deploy_app/live.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;

std::string TextAt(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

json At(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() ? *found : json();
}

int NumberAt(const json& object, const char* key) {
  const json value = At(object, key);
  return value.is_number_integer() ? value.get<int>() : 0;
}

std::string ScriptPath(const Config& config) {
  return Concat("/accounts/", config.account_id(), "/workers/scripts/", config.worker());
}

std::string ApplicationsPath(const Config& config) {
  return Concat("/accounts/", config.account_id(), "/containers/applications");
}

LiveWorker WorkerOf(const json& version) {
  LiveWorker worker{.version_id = TextAt(version, "id"),
                    .annotation = TextAt(At(version, "annotations"), "workers/message")};
  for (const json& binding : At(At(version, "resources"), "bindings")) {
    const std::string type = TextAt(binding, "type");
    if (type == "plain_text") worker.vars[TextAt(binding, "name")] = TextAt(binding, "text");
    if (type == "secret_text") worker.secrets.push_back(TextAt(binding, "name"));
  }
  std::sort(worker.secrets.begin(), worker.secrets.end());
  return worker;
}

absl::StatusOr<std::optional<LiveWorker>> ReadWorker(cloudflare::Api& api, const Config& config) {
  absl::StatusOr<json> deployments = api.Get(ScriptPath(config) + "/deployments");
  if (absl::IsNotFound(deployments.status())) return std::optional<LiveWorker>();
  if (!deployments.ok()) return deployments.status();
  const json all = At(*deployments, "deployments");
  if (!all.is_array() || all.empty()) return std::optional<LiveWorker>();
  const json versions = At(all[0], "versions");
  if (!versions.is_array() || versions.empty()) return std::optional<LiveWorker>();
  const std::string id = TextAt(versions[0], "version_id");
  absl::StatusOr<json> version = api.Get(Concat(ScriptPath(config), "/versions/", id));
  if (!version.ok()) return version.status();
  return std::optional<LiveWorker>(WorkerOf(*version));
}

void ReadRollout(const json& rollout, LiveContainer& container) {
  container.rollout_id = TextAt(rollout, "id");
  container.rollout_status = TextAt(rollout, "status");
  container.rollout_image = TextAt(At(rollout, "target_configuration"), "image");
  const json instances = At(At(rollout, "health"), "instances");
  container.new_healthy = NumberAt(instances, "healthy");
  container.new_failed = NumberAt(instances, "failed");
  const json progress = At(rollout, "progress");
  container.current_step = NumberAt(progress, "current_step");
  container.total_steps = NumberAt(progress, "total_steps");
}

}  // namespace

bool LiveContainer::Runs(const std::string& wanted) const {
  if (image != wanted || health != "healthy") return false;
  return rollout_id.empty() || (rollout_image == wanted && rollout_status == "completed");
}

bool LiveContainer::LacksRollout(const std::string& wanted) const {
  if (image != wanted || rollout_id.empty()) return false;
  return rollout_image != wanted || rollout_status == "reverted";
}

absl::StatusOr<std::optional<LiveContainer>> ReadContainer(cloudflare::Api& api,
                                                           const Config& config,
                                                           const std::string& application) {
  absl::StatusOr<json> all = api.Get(Concat(ApplicationsPath(config), "?name=", application));
  if (!all.ok()) return all.status();
  for (const json& found : *all) {
    if (TextAt(found, "name") != application) continue;
    const std::string path = Concat(ApplicationsPath(config), "/", TextAt(found, "id"));
    absl::StatusOr<json> one = api.Get(path);
    if (!one.ok()) return one.status();
    LiveContainer container{.id = TextAt(*one, "id"),
                            .image = TextAt(At(*one, "configuration"), "image"),
                            .health = TextAt(At(*one, "health"), "summary")};
    for (const json& error : At(At(*one, "health"), "errors")) {
      container.errors.push_back(error.is_string() ? error.get<std::string>() : error.dump());
    }
    absl::StatusOr<json> rollouts = api.Get(path + "/rollouts");
    if (!rollouts.ok()) return rollouts.status();
    const json* newest = nullptr;
    for (const json& rollout : *rollouts) {
      if (newest == nullptr ||
          NumberAt(rollout, "target_version") > NumberAt(*newest, "target_version")) {
        newest = &rollout;
      }
    }
    if (newest != nullptr) ReadRollout(*newest, container);
    return std::optional<LiveContainer>(std::move(container));
  }
  return std::optional<LiveContainer>();
}

absl::StatusOr<Live> ReadLive(cloudflare::Api& api, const Config& config,
                              const std::string& application) {
  Live live;
  absl::StatusOr<std::optional<LiveWorker>> worker = ReadWorker(api, config);
  if (!worker.ok()) return worker.status();
  live.worker = *std::move(worker);
  auto container = ReadContainer(api, config, application);
  if (!container.ok()) return container.status();
  live.container = *std::move(container);
  absl::StatusOr<json> domains = api.Get(
      Concat("/accounts/", config.account_id(), "/workers/domains?service=", config.worker()));
  if (!domains.ok()) return domains.status();
  for (const json& domain : *domains) {
    if (TextAt(domain, "service") == config.worker()) {
      live.hostnames.push_back(TextAt(domain, "hostname"));
    }
  }
  std::sort(live.hostnames.begin(), live.hostnames.end());
  return live;
}

}  // namespace release::deploy_app

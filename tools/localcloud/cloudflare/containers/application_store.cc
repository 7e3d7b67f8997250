#include "tools/localcloud/cloudflare/containers/application_store.h"

#include <algorithm>
#include <cstdint>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/containers/rollout_progress.h"

namespace release::cloud {
namespace {

using nlohmann::json;

std::string KeyOf(const json& application) {
  return Concat(TextAt(application, "account_id"), "/", TextAt(application, "id"));
}

ContainerHealth Asked(Call& call, const std::string& application, int version, bool doomed) {
  if (doomed) return ContainerHealth::kUnhealthy;
  return call.options.health ? call.options.health(application, version)
                             : ContainerHealth::kHealthy;
}

// The new version serves from now on.
void Complete(Call& call, const json& rollout) {
  auto application =
      call.documents.Get("containers.applications", call.Key(TextAt(rollout, "application_id")));
  if (!application) return;
  const int version = rollout["target_version"].get<int>();
  (*application)["version"] = version;
  (*application)["configuration"] = rollout["target_configuration"];
  (*application)["serving_configuration"] = rollout["target_configuration"];
  (*application)["active_rollout_id"] = nullptr;
  (*application)["serving_since_ms"] = 0;
  (*application)["unhealthy"] = false;
  StoreApplication(call, *application);
  call.events.push_back([done = Described(*application, version, rollout["target_configuration"])](
                            DeployListener& listener) { listener.OnContainerRolledOut(done); });
}

}  // namespace

void AdvanceRollouts(Call& call) {
  for (json rollout : call.documents.List("containers.rollouts", call.Key(""))) {
    if (!IsUnfinished(rollout)) continue;
    const json before = rollout;
    AdvanceRollout(rollout, call.now, {call.options.container_start, call.options.rollout_step},
                   Asked(call, TextAt(rollout, "application_id"),
                         rollout["target_version"].get<int>(), rollout["unhealthy"] == true));
    if (rollout == before) continue;
    rollout["last_updated_at"] = call.Timestamp();
    StoreRollout(call, rollout);
    if (TextAt(rollout, "status") == "completed") Complete(call, rollout);
  }
}

std::vector<json> Applications(Call& call) {
  AdvanceRollouts(call);
  return call.documents.List("containers.applications", call.Key(""));
}

std::set<std::string> ImageDigests(Call& call) {
  std::set<std::string> digests;
  const auto add = [&](const json& configuration) {
    const std::string image = TextAt(configuration, "image");
    if (const size_t at = image.find('@'); at != std::string::npos) {
      digests.insert(image.substr(at + 1));
    }
  };
  for (const json& application : call.documents.List("containers.applications", call.Key(""))) {
    add(ValueAt(application, "configuration"));
    add(ValueAt(application, "serving_configuration"));
    for (const json& rollout : RolloutsOf(call, application)) {
      if (IsUnfinished(rollout)) add(ValueAt(rollout, "target_configuration"));
    }
  }
  return digests;
}

absl::StatusOr<json> FindApplication(Call& call) {
  AdvanceRollouts(call);
  const std::string id = call.Param("application_id");
  if (auto application = call.documents.Get("containers.applications", call.Key(id))) {
    return *application;
  }
  return ContainersError(404, "APPLICATION_NOT_FOUND", {{"id", id}});
}

void StoreApplication(Call& call, const json& application) {
  call.documents.Put("containers.applications", KeyOf(application), application);
}

void StoreRollout(Call& call, const json& rollout) {
  call.documents.Put(
      "containers.rollouts",
      call.Key(Concat(TextAt(rollout, "application_id"), "/", TextAt(rollout, "id"))), rollout);
}

std::vector<json> RolloutsOf(Call& call, const json& application) {
  auto rollouts = call.documents.List("containers.rollouts", KeyOf(application) + "/");
  std::sort(rollouts.begin(), rollouts.end(),
            [](const json& a, const json& b) { return a["target_version"] > b["target_version"]; });
  return rollouts;
}

ContainerHealth HealthOf(Call& call, const json& application) {
  const absl::Time since = absl::FromUnixMillis(application["serving_since_ms"].get<int64_t>());
  if (call.now < since + call.options.container_start) return ContainerHealth::kPending;
  return Asked(call, TextAt(application, "id"), application["version"].get<int>(),
               application["unhealthy"] == true);
}

json ShownApplication(Call& call, const json& application) {
  json shown = application;
  const ContainerHealth health = HealthOf(call, application);
  const int wanted = std::max(1, application.value("instances", 0));
  const bool up = health == ContainerHealth::kHealthy;
  shown["health"] = {{"summary", HealthWord(health)},
                     {"instances",
                      {{"active", up ? wanted : 0},
                       {"assigned", wanted},
                       {"healthy", up ? wanted : 0},
                       {"failed", health == ContainerHealth::kUnhealthy ? wanted : 0},
                       {"starting", health == ContainerHealth::kPending ? wanted : 0},
                       {"scheduling", 0}}},
                     {"errors", json::array()}};
  shown.erase("serving_since_ms");
  shown.erase("serving_configuration");
  shown.erase("unhealthy");
  return shown;
}

json ShownRollout(const json& rollout) {
  json shown = rollout;
  const bool up = rollout["health"] == "healthy";
  shown["health"] = {{"instances",
                      {{"healthy", up ? 1 : 0},
                       {"failed", rollout["health"] == "unhealthy" ? 1 : 0},
                       {"starting", rollout["health"] == "pending" ? 1 : 0},
                       {"scheduling", 0}}}};
  shown.erase("step_since_ms");
  shown.erase("unhealthy");
  shown.erase("application_id");
  return shown;
}

RolledOutContainer Described(const json& application, int version, const json& configuration) {
  return {TextAt(application, "account_id"),
          TextAt(application, "id"),
          TextAt(application, "name"),
          version,
          configuration,
          TextAt(ValueAt(application, "durable_objects"), "namespace_id")};
}

}  // namespace release::cloud

#include <algorithm>
#include <string>

#include "tools/base/text.h"
#include "tools/localcloud/cloudflare/answer.h"
#include "tools/localcloud/cloudflare/containers/application_store.h"
#include "tools/localcloud/cloudflare/containers/applications.h"
#include "tools/localcloud/cloudflare/containers/rollout_progress.h"
#include "tools/localcloud/cloudflare/ids.h"

namespace release::cloud {
namespace {

using nlohmann::json;

// From `steps` or `step_percentage` of the body. Errors: VALIDATE_INPUT.
absl::StatusOr<json> StepsOf(const json& body) {
  json steps = json::array();
  const json share = ValueAt(body, "step_percentage");
  if (share.is_number_integer() && share > 0 && share <= 100) {
    for (int done = share.get<int>(); done < 100; done += share.get<int>()) {
      steps.push_back({{"step_size", {{"percentage", done}}}});
    }
    steps.push_back({{"step_size", {{"percentage", 100}}}});
  } else if (ValueAt(body, "steps").is_array()) {
    steps = body["steps"];
  }
  if (steps.empty()) return ContainersError(400, "VALIDATE_INPUT", {{"steps", "is missing"}});
  int number = 0;
  for (json& step : steps) {
    const json percentage = ValueAt(ValueAt(step, "step_size"), "percentage");
    if (!percentage.is_number() || percentage <= 0 || percentage > 100) {
      return ContainersError(400, "VALIDATE_INPUT", {{"step_size", ValueAt(step, "step_size")}});
    }
    step["id"] = ++number;
    step["status"] = "pending";
  }
  return steps;
}

int NewestVersion(Call& call, const json& application) {
  const auto rollouts = RolloutsOf(call, application);
  const int serving = application["version"].get<int>();
  return rollouts.empty() ? serving : std::max(serving, rollouts[0]["target_version"].get<int>());
}

void End(Call& call, json& rollout, const char* status) {
  rollout["status"] = status;
  rollout["last_updated_at"] = call.Timestamp();
  StoreRollout(call, rollout);
}

Answer PostRollout(Call& call) {
  auto application = FindApplication(call);
  if (!application.ok()) return application.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  auto steps = StepsOf(*body);
  if (!steps.ok()) return steps.status();
  const json target = ValueAt(*body, "target_configuration");
  if (TextAt(target, "image").empty()) {
    return ContainersError(400, "VALIDATE_INPUT", {{"target_configuration", target}});
  }
  const int version = NewestVersion(call, *application) + 1;
  for (json other : RolloutsOf(call, *application)) {
    if (IsUnfinished(other)) End(call, other, "replaced");
  }
  const json rollout = {{"id", RandomUuid()},
                        {"application_id", (*application)["id"]},
                        {"created_at", call.Timestamp()},
                        {"last_updated_at", call.Timestamp()},
                        {"description", TextAt(*body, "description")},
                        {"status", "pending"},
                        {"health", "pending"},
                        {"strategy", TextAt(*body, "strategy", "rolling")},
                        {"kind", TextAt(*body, "kind", "full_auto")},
                        {"current_version", (*application)["version"]},
                        {"target_version", version},
                        {"current_configuration", (*application)["serving_configuration"]},
                        {"target_configuration", target},
                        {"steps", *steps},
                        {"progress", {{"total_steps", steps->size()}, {"current_step", 0}}},
                        {"step_since_ms", absl::ToUnixMillis(call.now)},
                        {"unhealthy", call.Faulty(FaultKind::kUnhealthyRollout)}};
  StoreRollout(call, rollout);
  (*application)["active_rollout_id"] = rollout["id"];
  StoreApplication(call, *application);
  call.events.push_back(
      [next = Described(*application, version, target)](DeployListener& listener) {
        listener.OnContainerRolloutStarted(next);
      });
  return Success(ShownRollout(rollout));
}

Answer ListRollouts(Call& call) {
  auto application = FindApplication(call);
  if (!application.ok()) return application.status();
  json shown = json::array();
  for (const json& rollout : RolloutsOf(call, *application)) shown.push_back(ShownRollout(rollout));
  return Success(shown);
}

absl::StatusOr<json> FindRollout(Call& call) {
  auto application = FindApplication(call);
  if (!application.ok()) return application.status();
  for (const json& rollout : RolloutsOf(call, *application)) {
    if (TextAt(rollout, "id") == call.Param("rollout_id")) return rollout;
  }
  return ContainersError(404, "ROLLOUT_NOT_FOUND", {{"id", call.Param("rollout_id")}});
}

Answer GetRollout(Call& call) {
  auto rollout = FindRollout(call);
  if (!rollout.ok()) return rollout.status();
  return Success(ShownRollout(*rollout));
}

// {"action": "revert"}: the old version stays.
Answer PostRolloutAction(Call& call) {
  auto rollout = FindRollout(call);
  if (!rollout.ok()) return rollout.status();
  auto body = call.JsonObject();
  if (!body.ok()) return body.status();
  const std::string action = TextAt(*body, "action");
  if (action != "revert") {
    return ApiError(501, 10501,
                    Concat("The local cloud does not emulate the rollout action `", action, "`"));
  }
  if (!IsUnfinished(*rollout)) {
    return ContainersError(409, "ROLLOUT_FINISHED", {{"status", (*rollout)["status"]}});
  }
  End(call, *rollout, "reverted");
  auto application = FindApplication(call);
  if (!application.ok()) return application.status();
  (*application)["configuration"] = (*rollout)["current_configuration"];
  (*application)["active_rollout_id"] = nullptr;
  StoreApplication(call, *application);
  return Success(ShownRollout(*rollout));
}

}  // namespace

void AddRollouts(Endpoints& endpoints) {
  const std::string base =
      "/accounts/{account_id}/containers/applications/{application_id}/rollouts";
  endpoints.Add("GET", base, ListRollouts);
  endpoints.Add("POST", base, PostRollout);
  endpoints.Add("GET", base + "/{rollout_id}", GetRollout);
  endpoints.Add("POST", base + "/{rollout_id}", PostRolloutAction);
}

}  // namespace release::cloud

#include "tools/localcloud/cloudflare/containers/rollout_progress.h"

#include <cstddef>
#include <cstdint>

namespace release::cloud {
namespace {

using nlohmann::json;

absl::Time SinceOf(const json& rollout) {
  return absl::FromUnixMillis(rollout["step_since_ms"].get<int64_t>());
}

void SetSince(json& rollout, absl::Time since) {
  rollout["step_since_ms"] = absl::ToUnixMillis(since);
}

size_t CompletedSteps(const json& rollout) {
  size_t completed = 0;
  for (const json& step : rollout["steps"]) {
    if (step["status"] == "completed") ++completed;
  }
  return completed;
}

void StartStep(json& rollout, size_t index, absl::Time since) {
  SetSince(rollout, since);
  if (index < rollout["steps"].size()) rollout["steps"][index]["status"] = "progressing";
}

}  // namespace

const char* HealthWord(ContainerHealth health) {
  switch (health) {
    case ContainerHealth::kPending:
      return "pending";
    case ContainerHealth::kHealthy:
      return "healthy";
    case ContainerHealth::kUnhealthy:
      return "unhealthy";
  }
  return "pending";
}

bool IsUnfinished(const json& rollout) {
  return rollout["status"] == "pending" || rollout["status"] == "progressing";
}

void AdvanceRollout(json& rollout, absl::Time now, const RolloutPace& pace,
                    ContainerHealth health) {
  if (rollout["status"] == "pending" && now >= SinceOf(rollout) + pace.start) {
    rollout["status"] = "progressing";
    StartStep(rollout, 0, SinceOf(rollout) + pace.start);
  }
  if (rollout["status"] != "progressing") return;
  rollout["health"] = HealthWord(health);
  if (health != ContainerHealth::kHealthy) {
    SetSince(rollout, now);
    return;
  }
  size_t done = CompletedSteps(rollout);
  const size_t all = rollout["steps"].size();
  while (done < all && now >= SinceOf(rollout) + pace.step) {
    rollout["steps"][done]["status"] = "completed";
    ++done;
    StartStep(rollout, done, SinceOf(rollout) + pace.step);
  }
  rollout["progress"] = {{"total_steps", all}, {"current_step", done}};
  if (done == all) rollout["status"] = "completed";
}

}  // namespace release::cloud

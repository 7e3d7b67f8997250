// The state machine of a rollout. Pure: from what it was, the time and the health of the new
// instances to what it is.
//
//   pending -> progressing -> completed
//                          -> (stays progressing while the new instances are not healthy)
//   any unfinished one -> replaced, by a newer rollout; -> reverted, by request
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_ROLLOUT_PROGRESS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_ROLLOUT_PROGRESS_H_

#include <nlohmann/json.hpp>

#include "absl/time/time.h"
#include "tools/localcloud/cloudflare/options.h"

namespace release::cloud {

struct RolloutPace {
  absl::Duration start;  // while pending
  absl::Duration step;   // each step, at least
};

// A rollout is {"status", "steps": [{"status", "step_size": {"percentage"}}], "progress",
// "health", "step_since_ms", ...}. Moves at most to the step that `now` allows; a step ends only
// while the new instances are healthy, and its time begins anew when they are not.
void AdvanceRollout(nlohmann::json& rollout, absl::Time now, const RolloutPace& pace,
                    ContainerHealth health);

// False for the three states that a rollout does not leave.
bool IsUnfinished(const nlohmann::json& rollout);

// "healthy", "unhealthy", "pending".
const char* HealthWord(ContainerHealth health);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_ROLLOUT_PROGRESS_H_

#include "plugins/deploy_app/rollout.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "nlohmann/json.hpp"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;

std::string StateOf(const LiveContainer& container) {
  std::string state = Concat("instances are ", container.health);
  if (!container.rollout_status.empty()) {
    AppendTo(state, ", rollout ", container.rollout_status);
    if (container.total_steps > 0) {
      AppendTo(state, ", step ", container.current_step, " of ", container.total_steps);
    }
    if (container.new_failed > 0) AppendTo(state, ", ", container.new_failed, " new ones failed");
  }
  return state;
}

absl::Status Gone(const Wanted& wanted) {
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "DEPLOY-APP-ROLLOUT-LOST",
       .what = Concat("the container application ", wanted.application, " is not there"),
       .why = "it was refused or removed; the Worker's script is live without it",
       .fix = "run the release again: it makes the application",
       .retry = v1::RETRY_BACKOFF});
}

// As wrangler starts one.
absl::Status StartRollout(cloudflare::Api& api, const Config& config,
                          const LiveContainer& container, const Wanted& wanted) {
  const std::string path =
      Concat("/accounts/", config.account_id(), "/containers/applications/", container.id);
  absl::StatusOr<json> application = api.Get(path);
  if (!application.ok()) return application.status();
  json target = application->value("configuration", json::object());
  target["image"] = wanted.image_reference;
  json body = {{"description", "Progressive update"},
               {"strategy", "rolling"},
               {"kind", "full_auto"},
               {"target_configuration", target}};
  body["step_percentage"] = config.immediate_rollout() ? 100 : 50;
  return api.Post(path + "/rollouts", body).status();
}

bool Ended(const LiveContainer& container, const Wanted& wanted) {
  return container.image != wanted.image_reference || container.rollout_status == "reverted" ||
         container.rollout_status == "replaced";
}

// Of the new instances, when there is a rollout; the application's health is that of the old ones
// until it ends.
bool Unhealthy(const LiveContainer& container) {
  if (container.health != "healthy" || container.new_failed > 0) return true;
  return container.rollout_status == "progressing" && container.new_healthy == 0;
}

}  // namespace

absl::Status RolloutProblem(const LiveContainer& container, const Wanted& wanted,
                            std::string_view since) {
  v1::Diagnosis diagnosis;
  diagnosis.set_why(StateOf(container));
  diagnosis.set_retry(v1::RETRY_NEVER);
  if (Ended(container, wanted)) {
    diagnosis.set_code("DEPLOY-APP-ROLLOUT-LOST");
    diagnosis.set_what(Concat("the rollout of ", wanted.application, " was given up by somebody"));
    diagnosis.set_fix("find out who deploys beside this release, then run the release again");
  } else if (!Unhealthy(container)) {
    diagnosis.set_code("DEPLOY-APP-ROLLOUT-SLOW");
    diagnosis.set_what(Concat("the rollout of ", wanted.application, " is not finished ", since));
    diagnosis.set_fix(
        "it goes on by itself: run the release again, it waits for the end; or raise "
        "`rollout_timeout`");
  } else {
    diagnosis.set_code("DEPLOY-APP-ROLLOUT-UNHEALTHY");
    diagnosis.set_what(
        Concat("the new instances of ", wanted.application, " do not get healthy ", since));
    diagnosis.set_fix(
        "nothing was rolled back: the Worker is live, old instances may still answer. "
        "Read the container's log in the dashboard, mend it, and release forward");
  }
  for (const std::string& error : container.errors) {
    diagnosis.add_evidence(PrintableLine(error, 500));
  }
  diagnosis.add_evidence(Concat("application ", container.id));
  if (!container.rollout_id.empty()) {
    diagnosis.add_evidence(Concat("rollout ", container.rollout_id));
  }
  diagnosis.add_evidence(Concat("image ", wanted.image_reference));
  return DiagnosisStatus(absl::StatusCode::kUnavailable, std::move(diagnosis));
}

absl::StatusOr<LiveContainer> FinishRollout(Context& context, cloudflare::Api& api,
                                            const Config& config, const Settings& settings,
                                            const Wanted& wanted) {
  const absl::Duration limit =
      std::min(settings.rollout_timeout, context.TimeLeft() - absl::Seconds(5));
  const absl::Duration deadline = SystemClock().Monotonic() + limit;
  bool started = false;
  while (true) {
    auto container = ReadContainer(api, config, wanted.application);
    if (!container.ok()) return container.status();
    if (!*container) return Gone(wanted);
    if ((*container)->Runs(wanted.image_reference)) return **std::move(container);
    if ((*container)->LacksRollout(wanted.image_reference) && !started) {
      started = true;
      context.Info(Concat("no rollout brings ", wanted.image.digest,
                          " to the instances: starting "
                          "one"));
      const absl::Status status = StartRollout(api, config, **container, wanted);
      if (!status.ok()) return status;
      continue;
    }
    if (Ended(**container, wanted) || SystemClock().Monotonic() > deadline) {
      return RolloutProblem(**container, wanted, Concat("after ", absl::FormatDuration(limit)));
    }
    context.Progress(Concat(wanted.application, ": ", StateOf(**container)),
                     static_cast<uint64_t>((*container)->current_step),
                     static_cast<uint64_t>((*container)->total_steps), v1::UNIT_ITEMS);
    if (absl::Status waited = context.Wait(settings.rollout_interval); !waited.ok()) return waited;
  }
}

}  // namespace release::deploy_app

#include "plugins/smoke/step.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "plugins/lib/health/ask.h"
#include "plugins/lib/health/conclusion.h"
#include "plugins/lib/health/verdict.h"
#include "plugins/lib/health/watch.h"
#include "plugins/smoke/checks.h"
#include "tools/base/text.h"

namespace release::smoke {
namespace {

void Announce(Context& context, const Config& config) {
  for (const Check& check : ChecksOf(config, {})) {
    const bool api = check.name == "api";
    context.Change({.id = api ? "probe" : Concat("site/", check.name),
                    .action = v1::ACTION_RUN,
                    .resource = Concat(api ? "health check " : "page check ", check.ask.url),
                    .after = Words(check.expected)});
  }
}

// Which release answers at `url`, for later steps and for people.
absl::Status Outputs(Context& context, const health::Identity& live) {
  const std::pair<const char*, std::string> outputs[] = {
      {"generation", live.generation == 0 ? "" : std::to_string(live.generation)},
      {"revision", live.revision},
      {"image_digest", live.image_digest},
  };
  for (const auto& [name, value] : outputs) {
    if (value.empty()) continue;
    if (absl::Status status = context.Output(name, value); !status.ok()) return status;
  }
  return absl::OkStatus();
}

health::Target TargetOf(Context& context, const Check& check) {
  return {.name = check.name,
          .url = check.ask.url,
          .ask = [&context, ask = check.ask] { return health::Ask(context, ask); },
          .judge =
              [expected = check.expected](const http::Response& response) {
                return health::Judge(kPrefix, expected, response);
              }};
}

}  // namespace

absl::StatusOr<v1::StepDescription> SmokeStep::Describe(Context&) {
  v1::StepDescription description;
  for (const char* name : {"generation", "revision", "image_digest"}) {
    description.add_outputs(name);
  }
  description.set_can_observe(true);
  return description;
}

absl::Status SmokeStep::Plan(Context& context) {
  const absl::Status allowed = CheckConfig(context.config(), context.allow_local());
  if (allowed.ok()) Announce(context, context.config());
  return allowed;
}

absl::Status SmokeStep::Apply(Context& context) {
  const absl::Status allowed = CheckConfig(context.config(), context.allow_local());
  if (!allowed.ok()) return allowed;
  if (auto release = ReleaseOf(context, context.config()); !release.ok()) return release.status();
  Announce(context, context.config());
  return absl::OkStatus();
}

absl::Status SmokeStep::Verify(Context& context) {
  const Config& config = context.config();
  const absl::Status allowed = CheckConfig(config, context.allow_local());
  if (!allowed.ok()) return allowed;
  absl::StatusOr<health::Identity> release = ReleaseOf(context, config);
  if (!release.ok()) return release.status();
  const std::vector<Check> checks = ChecksOf(config, *release);
  std::vector<health::Target> targets;
  for (const Check& check : checks) targets.push_back(TargetOf(context, check));
  health::Patience patience = PatienceOf(config);
  patience.deadline = std::min(patience.deadline, context.TimeLeft());

  context.Progress(Concat("asking ", config.url(), " until it answers ", Words(checks[0].expected),
                          checks.size() > 1 ? Concat(", and ", checks.size() - 1, " more") : ""));
  const std::vector<health::Sighting> seen = health::Watch(context, targets, patience);
  if (context.cancelled()) return absl::CancelledError("stopped while waiting for an answer");
  if (absl::Status said = Outputs(context, seen[0].last.seen); !said.ok()) return said;
  return health::Conclude(context, kPrefix, seen, patience.consecutive);
}

// A probe leaves nothing behind: when its answer was lost, it is asked again.
absl::StatusOr<v1::Observation> SmokeStep::Observe(Context&) { return v1::OBSERVATION_NOT_DONE; }

}  // namespace release::smoke

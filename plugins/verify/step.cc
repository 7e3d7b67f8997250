#include "plugins/verify/step.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/lib/health/ask.h"
#include "plugins/lib/health/conclusion.h"
#include "plugins/lib/health/expected_release.h"
#include "plugins/lib/health/report.h"
#include "plugins/lib/health/watch.h"
#include "plugins/verify/contract.h"
#include "plugins/verify/outbox_rows.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::verify {
namespace {

absl::Duration DurationOr(bool set, const google::protobuf::Duration& given,
                          absl::Duration otherwise) {
  return set ? absl::Seconds(given.seconds()) + absl::Nanoseconds(given.nanos()) : otherwise;
}

health::AskSettings AskOf(const Config& config) {
  return {.url = config.health_url(),
          .timeout =
              DurationOr(config.has_answer_timeout(), config.answer_timeout(), absl::Seconds(10)),
          .ca_bundle = config.ca_bundle(),
          .resolve = config.resolve()};
}

health::Patience PatienceOf(const Config& config) {
  return {.deadline = DurationOr(config.has_deadline(), config.deadline(), absl::Seconds(30)),
          .interval = DurationOr(config.has_interval(), config.interval(), absl::Seconds(2))};
}

absl::Status CheckConfig(const Config& config, bool allow_local) {
  const health::Patience patience = PatienceOf(config);
  for (absl::Duration duration : {patience.deadline, patience.interval, AskOf(config).timeout}) {
    if (duration >= absl::Milliseconds(1) && duration <= absl::Hours(24)) continue;
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "VERIFY-CONFIG",
                     .what = "a duration of the verify step is out of range",
                     .why = "deadline, interval and answer_timeout are from 0.001s to 24h",
                     .fix = "correct it"});
  }
  if (absl::Status contract = CheckContract(config); !contract.ok()) return contract;
  return health::CheckUrl(kPrefix, "health_url", AskOf(config), allow_local);
}

ChangeText Announcement(const Config& config) {
  std::string contract;
  const std::map<std::string, std::string> required(config.required().begin(),
                                                    config.required().end());
  for (const auto& [part, state] : required) {
    AppendTo(contract, contract.empty() ? "" : ", ", part, ": ", state);
  }
  for (const std::string& part : config.may_be_degraded()) {
    AppendTo(contract, contract.empty() ? "" : ", ", part, ": wired or degraded");
  }
  return {.id = "contract",
          .action = v1::ACTION_RUN,
          .resource = Concat("health contract of ", config.health_url()),
          .after = std::move(contract)};
}

// Every part with its state and reason, as outputs, which people see at the end of the step.
absl::Status Say(Context& context, const Config& config, const health::Report& report) {
  absl::Status said = context.Output("release", report.release.Text());
  for (const Clause& clause : Compare(config, report)) {
    if (said.ok()) said = context.Output(clause.part, clause.Text());
    context.Info(Concat(clause.part, ": ", clause.Text()));
    if (clause.kind == Clause::Kind::kUndeclared && clause.state != "wired") {
      context.Warn(Diagnose(absl::StatusCode::kFailedPrecondition,
                            {.code = "VERIFY-UNDECLARED",
                             .what = Concat(clause.part, " is ", clause.state),
                             .why = "the contract does not say whether it may be",
                             .fix = "add it to `required` or `may_be_degraded` of the step"}));
    }
  }
  return said;
}

// For people only: that rows are left behind, or cannot be counted, fails nothing.
absl::Status CountRows(Context& context, const Config& config, uint64_t current) {
  if (config.database_secret().empty() || current == 0) return absl::OkStatus();
  absl::StatusOr<std::vector<OpenRows>> rows =
      ReadOpenRows(context, config.database_secret(), AskOf(config).timeout);
  if (!rows.ok()) {
    context.Warn(rows.status());
    return absl::OkStatus();
  }
  return context.Output("rows_left_behind", LeftBehind(*rows, current));
}

}  // namespace

absl::StatusOr<v1::StepDescription> VerifyStep::Describe(Context& context) {
  const Config& config = context.config();
  v1::StepDescription description;
  description.add_outputs("release");
  for (const auto& [part, state] : config.required()) description.add_outputs(part);
  for (const std::string& part : config.may_be_degraded()) description.add_outputs(part);
  if (!config.database_secret().empty()) {
    v1::SecretNeed& need = *description.add_secrets();
    need.set_name(config.database_secret());
    description.add_outputs("rows_left_behind");
  }
  description.set_can_observe(true);
  return description;
}

absl::Status VerifyStep::Plan(Context& context) {
  const absl::Status allowed = CheckConfig(context.config(), context.allow_local());
  if (allowed.ok()) context.Change(Announcement(context.config()));
  return allowed;
}

absl::Status VerifyStep::Apply(Context& context) {
  const absl::Status allowed = CheckConfig(context.config(), context.allow_local());
  if (allowed.ok()) context.Change(Announcement(context.config()));
  return allowed;
}

absl::Status VerifyStep::Verify(Context& context) {
  const Config& config = context.config();
  const absl::Status allowed = CheckConfig(config, context.allow_local());
  if (!allowed.ok()) return allowed;
  absl::StatusOr<health::Identity> release =
      health::ExpectedRelease(context, kPrefix,
                              {.generation = config.generation_input(),
                               .revision = config.revision_input(),
                               .image_digest = config.image_digest_input()});
  if (!release.ok()) return release.status();

  std::optional<health::Report> report;  // of the last answer
  const health::Target target = {
      .name = "health",
      .url = config.health_url(),
      .ask = [&context, ask = AskOf(config)] { return health::Ask(context, ask); },
      .judge =
          [&](const http::Response& response) {
            report = health::ReadReport(response.body);
            return JudgeContract(config, *release, response);
          }};
  health::Patience patience = PatienceOf(config);
  patience.deadline = std::min(patience.deadline, context.TimeLeft());
  const std::vector<health::Sighting> seen = health::Watch(context, {target}, patience);
  if (context.cancelled()) return absl::CancelledError("stopped while waiting for an answer");
  if (report) {
    if (absl::Status said = Say(context, config, *report); !said.ok()) return said;
  }
  const uint64_t current = seen[0].last.seen.generation;
  if (absl::Status said = CountRows(context, config, current); !said.ok()) return said;
  if (context.cancelled()) return absl::CancelledError("stopped while counting rows");
  return health::Conclude(context, kPrefix, seen, patience.consecutive);
}

// A question leaves nothing behind: when its answer was lost, it is asked again.
absl::StatusOr<v1::Observation> VerifyStep::Observe(Context&) { return v1::OBSERVATION_NOT_DONE; }

}  // namespace release::verify

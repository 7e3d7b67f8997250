#include "plugins/smoke/step.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "plugins/lib/cloudflare/context_api.h"
#include "plugins/lib/http/get.h"
#include "plugins/smoke/probe.h"
#include "plugins/smoke/target.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::smoke {
namespace {

Verdict Ask(Context& context, const Config& config) {
  http::Request request;
  request.url = config.url();
  request.timeout = std::min(TargetOf(config).answer_timeout, context.TimeLeft());
  request.ca_bundle = config.ca_bundle();
  request.resolve = config.resolve();
  if (context.allow_local()) {
    // A rehearsal's world, where the step's own config says nothing else.
    if (request.ca_bundle.empty()) request.ca_bundle = context.rules().ca_bundle();
    if (request.resolve.empty()) request.connect_to = cloudflare::ConnectTo(context.rules());
  }
  const http::Response response = http::Get(request, context.stop_token(), [&context] {
    (void)context.cancelled();  // a sign of life
  });
  const std::map<std::string, std::string> expected(config.expect_json().begin(),
                                                    config.expect_json().end());
  return Judge(config.url(), response, expected);
}

// What was good about the answer, for the change.
std::string Expected(const Config& config) {
  std::string expected = "200";
  const std::map<std::string, std::string> sorted(config.expect_json().begin(),
                                                  config.expect_json().end());
  for (const auto& [path, value] : sorted) AppendTo(expected, ", ", path, ": ", value);
  return expected;
}

ChangeText ProbeChange(const Config& config) {
  return {.id = "probe",
          .action = v1::ACTION_RUN,
          .resource = Concat("health check ", config.url()),
          .after = Expected(config)};
}

// Pauses grow from a tenth of the interval to the interval, each jittered.
class Pauses {
 public:
  explicit Pauses(absl::Duration interval) : limit_(interval), next_(interval / 10) {}
  absl::Duration Next() {
    const absl::Duration pause = next_ * std::uniform_real_distribution<double>(0.5, 1.0)(random_);
    next_ = std::min(limit_, next_ * 2);
    return pause;
  }

 private:
  const absl::Duration limit_;
  absl::Duration next_;
  std::mt19937_64 random_{std::random_device{}()};
};

absl::Status GiveUp(Verdict verdict, const Target& target, int asked) {
  verdict.diagnosis.add_evidence(Concat("asked ", asked, asked == 1 ? " time in " : " times in ",
                                        absl::FormatDuration(target.deadline)));
  return DiagnosisStatus(absl::StatusCode::kUnavailable, std::move(verdict.diagnosis));
}

}  // namespace

absl::StatusOr<v1::StepDescription> SmokeStep::Describe(Context&) {
  v1::StepDescription description;
  description.set_can_observe(true);
  return description;
}

absl::Status SmokeStep::Plan(Context& context) {
  const absl::Status allowed = CheckTarget(context.config(), context.allow_local());
  if (allowed.ok()) context.Change(ProbeChange(context.config()));
  return allowed;
}

absl::Status SmokeStep::Apply(Context& context) {
  const Config& config = context.config();
  if (absl::Status allowed = CheckTarget(config, context.allow_local()); !allowed.ok()) {
    return allowed;
  }
  const Target target = TargetOf(config);
  const absl::Duration deadline =
      SystemClock().Monotonic() + std::min(target.deadline, context.TimeLeft());
  Pauses pauses(target.interval);
  context.Progress(Concat("asking ", target.url, " until it answers ", Expected(config)));
  for (int asked = 1, good = 0;; ++asked) {
    Verdict verdict = Ask(context, config);
    if (context.cancelled()) return absl::CancelledError("stopped while waiting for an answer");
    good = verdict.good ? good + 1 : 0;
    if (good >= target.consecutive) break;
    context.Progress(Concat("waiting for ", target.url, ": ", verdict.line),
                     static_cast<uint64_t>(good), static_cast<uint64_t>(target.consecutive));
    const absl::Duration pause = pauses.Next();
    // No question is cut short by the deadline: a cut one would say less than the one before.
    const bool over = SystemClock().Monotonic() + pause >= deadline;
    if (!verdict.good && (over || verdict.final)) return GiveUp(std::move(verdict), target, asked);
    if (over) {
      return Diagnose(
          absl::StatusCode::kUnavailable,
          {.code = "SMOKE-UNSTEADY",
           .what = Concat(target.url, " was not good ", target.consecutive, " times in a row"),
           .why = Concat("the last ", good, " answers of ", asked, " were good"),
           .fix = "raise the deadline, or look at the service's log for failures",
           .retry = v1::RETRY_BACKOFF});
    }
    if (absl::Status waited = context.Wait(pause); !waited.ok()) return waited;
  }
  context.Change(ProbeChange(config));
  return absl::OkStatus();
}

absl::Status SmokeStep::Verify(Context& context) {
  const Config& config = context.config();
  if (absl::Status allowed = CheckTarget(config, context.allow_local()); !allowed.ok()) {
    return allowed;
  }
  Verdict verdict = Ask(context, config);
  if (context.cancelled()) return absl::CancelledError("stopped while waiting for an answer");
  if (verdict.good) return absl::OkStatus();
  return DiagnosisStatus(absl::StatusCode::kUnavailable, std::move(verdict.diagnosis));
}

// A probe leaves nothing behind: when its answer was lost, it is asked again.
absl::StatusOr<v1::Observation> SmokeStep::Observe(Context&) { return v1::OBSERVATION_NOT_DONE; }

}  // namespace release::smoke

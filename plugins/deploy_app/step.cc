#include "plugins/deploy_app/step.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "plugins/deploy_app/changes.h"
#include "plugins/deploy_app/claims.h"
#include "plugins/deploy_app/deploy.h"
#include "plugins/deploy_app/live.h"
#include "plugins/deploy_app/preflight.h"
#include "plugins/deploy_app/rollout.h"
#include "plugins/deploy_app/settings.h"
#include "plugins/deploy_app/wanted.h"
#include "plugins/lib/cloudflare/account.h"
#include "plugins/lib/cloudflare/api.h"
#include "plugins/lib/cloudflare/context_api.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/sdk/findings.h"

namespace release::deploy_app {
namespace {

// An output by which the coordinator knows what is live.
constexpr char kLiveGeneration[] = "live_generation";
constexpr int kRuns = 4;  // of wrangler, for failures that another run can heal
constexpr absl::Duration kFirstPause = absl::Seconds(2);

// One look at both sides. The context outlives it.
class Work {
 public:
  static absl::StatusOr<Work> Of(Context& context, Config config) {
    absl::StatusOr<Settings> settings = SettingsOf(config);
    if (!settings.ok()) return settings.status();
    absl::StatusOr<cloudflare::Api> api = cloudflare::ApiOf(context, settings->token_secret);
    if (!api.ok()) return api.status();
    if (config.account_id().empty()) {
      absl::StatusOr<std::string> account = cloudflare::AccountOfZone(*api, config.zone());
      if (!account.ok()) return account.status();
      config.set_account_id(*std::move(account));
    }
    absl::StatusOr<Wanted> wanted = WantedOf(context, config, *settings);
    if (!wanted.ok()) return wanted.status();
    return Work(context, std::move(config), *std::move(settings), *std::move(wanted),
                *std::move(api));
  }

  absl::Status Look() {
    absl::StatusOr<Live> found = ReadLive(api, config, wanted.application);
    if (!found.ok()) return found.status();
    live = *std::move(found);
    difference = Compare(config, wanted, live, context.release().generation());
    return absl::OkStatus();
  }

  // A newer generation is live: this release has been overtaken.
  absl::Status CheckGeneration() const {
    const uint64_t now = LiveGeneration(config, live);
    const uint64_t ours = context.release().generation();
    if (ours == 0 || now <= ours || difference.worker.empty()) return absl::OkStatus();
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "DEPLOY-APP-GENERATION",
                     .what = Concat("generation ", now, " is live, which is newer than ours"),
                     .why = Concat("this release has generation ", ours),
                     .fix = "start a new release; it gets a generation above the live one"});
  }

  // Runs wrangler until it succeeds or says that another run is of no use. Looks before each.
  absl::Status DeployUntilDone(std::string& version) {
    absl::Duration pause = kFirstPause;
    for (int run = 1;; ++run) {
      absl::StatusOr<std::string> deployed = DeployWorker(context, config, settings, wanted);
      if (deployed.ok()) {
        version = *deployed;
        return absl::OkStatus();
      }
      const v1::Diagnosis problem = DiagnosisOf(deployed.status());
      if (absl::IsCancelled(deployed.status()) || problem.retry() == v1::RETRY_NEVER ||
          run == kRuns) {
        return deployed.status();
      }
      context.Info(Concat(problem.code(), ": trying again in ", absl::FormatDuration(pause)));
      if (absl::Status waited = context.Wait(pause); !waited.ok()) return waited;
      pause *= 2;
      if (absl::Status looked = Look(); !looked.ok()) return looked;
      if (difference.worker.empty()) return absl::OkStatus();
    }
  }

  Context& context;
  const Config config;  // with the account
  const Settings settings;
  const Wanted wanted;
  cloudflare::Api api;
  Live live = {};
  Difference difference = {};

 private:
  Work(Context& context_in, Config config_in, Settings settings_in, Wanted wanted_in,
       cloudflare::Api api_in)
      : context(context_in),
        config(std::move(config_in)),
        settings(std::move(settings_in)),
        wanted(std::move(wanted_in)),
        api(std::move(api_in)) {}
};

void Say(Context& context, const Difference& difference) {
  for (const ChangeText& change : difference.worker) context.Change(change);
  for (const ChangeText& change : difference.container) context.Change(change);
}

void WarnOfLeftSecrets(Context& context, const Config& config, const Difference& difference) {
  std::string names;
  for (const std::string& name : difference.left_secrets) {
    AppendTo(names, names.empty() ? "" : ", ", name);
  }
  if (names.empty()) return;
  context.Warn(Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "DEPLOY-APP-SECRET-STAYS",
       .what = Concat("live secrets of ", config.worker(), " are no longer configured: ", names),
       .why = "they stay: a secret that is gone cannot be brought back",
       .fix = Concat("remove each in the dashboard, or type `wrangler secret delete NAME --name ",
                     config.worker(), "`; or put it into `secrets` again")}));
}

// What the live Worker says under `variable`; empty when it says nothing.
std::string LiveStamp(const Live& live, const std::string& variable) {
  if (variable.empty() || !live.worker) return "";
  const auto found = live.worker->vars.find(variable);
  return found == live.worker->vars.end() ? "" : found->second;
}

// What is live, by names that later steps know. Outputs without a value are left out.
absl::Status Outputs(Context& context, const Config& config, const Wanted& wanted,
                     const Live& live) {
  const std::pair<const char*, std::string> outputs[] = {
      {"image", wanted.image_reference},
      {"image_digest", wanted.image.digest},
      {"generation", LiveStamp(live, config.generation_var())},
      {"revision", LiveStamp(live, config.revision_var())},
      {"version_id", live.worker ? live.worker->version_id : ""},
      {"application_id", live.container ? live.container->id : ""},
      {"rollout_id", live.container ? live.container->rollout_id : ""},
  };
  for (const auto& [name, value] : outputs) {
    if (value.empty()) continue;
    if (absl::Status status = context.Output(name, value); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::StepDescription> DeployAppStep::Describe(Context& context) {
  const Config& config = context.config();
  absl::StatusOr<Settings> settings = SettingsOf(config);
  if (!settings.ok()) return settings.status();
  v1::StepDescription description;
  description.add_secrets()->set_name(settings->token_secret);
  for (const std::string& name : config.secrets()) {
    v1::SecretNeed* need = description.add_secrets();
    need->set_name(name);
    need->set_optional(std::find(config.optional_secrets().begin(), config.optional_secrets().end(),
                                 name) != config.optional_secrets().end());
  }
  for (const char* name : {kImageArtifact, kWorkerArtifact, kWranglerArtifact}) {
    description.add_artifacts(name);
  }
  for (const char* name : {"image", "image_digest", "generation", "revision", "version_id",
                           "application_id", "rollout_id", kLiveGeneration}) {
    description.add_outputs(name);
  }
  description.set_can_observe(true);
  return description;
}

absl::Status DeployAppStep::Plan(Context& context) {
  Findings findings;
  CheckSurroundings(context, context.config(), findings);
  absl::StatusOr<Work> work = Work::Of(context, context.config());
  if (!findings.Add(work.status())) return findings.Status();
  findings.Add(CheckHostnames(work->api, work->config));
  findings.Add(CheckQuota(work->api, work->config, work->wanted));
  findings.Add(work->Look());
  if (!findings.empty()) return findings.Status();
  WarnOfLeftSecrets(context, work->config, work->difference);
  Say(context, work->difference);
  if (const uint64_t live = LiveGeneration(work->config, work->live);
      live > 0 && !work->difference.worker.empty()) {
    // The coordinator sees to it that a release is above what it replaces.
    absl::Status told = context.Output(kLiveGeneration, Concat(live));
    if (!told.ok()) return told;
  }
  if (!work->difference.None()) return absl::OkStatus();
  return Outputs(context, work->config, work->wanted, work->live);
}

absl::Status DeployAppStep::Apply(Context& context) {
  absl::StatusOr<Work> work = Work::Of(context, context.config());
  if (!work.ok()) return work.status();
  if (absl::Status looked = work->Look(); !looked.ok()) return looked;
  if (absl::Status newer = work->CheckGeneration(); !newer.ok()) return newer;
  const Difference planned = work->difference;
  if (planned.None()) return Outputs(context, work->config, work->wanted, work->live);
  if (!planned.worker.empty()) {
    // Asked again: a plan may be hours old.
    if (absl::Status claims = CheckHostnames(work->api, work->config); !claims.ok()) return claims;
    absl::Status pushed = PushImage(context, work->api, work->config, work->settings, work->wanted);
    if (!pushed.ok()) return pushed;
    std::string version;
    if (absl::Status deployed = work->DeployUntilDone(version); !deployed.ok()) return deployed;
    for (const ChangeText& change : planned.worker) context.Change(change);
  }
  absl::StatusOr<LiveContainer> running =
      FinishRollout(context, work->api, work->config, work->settings, work->wanted);
  if (!running.ok()) return running.status();
  for (const ChangeText& change : planned.container) context.Change(change);
  if (absl::Status looked = work->Look(); !looked.ok()) return looked;
  return Outputs(context, work->config, work->wanted, work->live);
}

absl::Status DeployAppStep::Verify(Context& context) {
  absl::StatusOr<Work> work = Work::Of(context, context.config());
  if (!work.ok()) return work.status();
  if (absl::Status looked = work->Look(); !looked.ok()) return looked;
  if (!work->difference.worker.empty()) {
    std::string names;
    for (const ChangeText& change : work->difference.worker) {
      AppendTo(names, names.empty() ? "" : ", ", change.id);
    }
    return Diagnose(
        absl::StatusCode::kFailedPrecondition,
        {.code = "DEPLOY-APP-DRIFT",
         .what = Concat("the Worker ", work->config.worker(), " is not as it was deployed"),
         .why = Concat("these differ: ", names),
         .fix = "find out who deploys beside this release, then run the release again"});
  }
  if (work->difference.container.empty()) {
    return Outputs(context, work->config, work->wanted, work->live);
  }
  return RolloutProblem(*work->live.container, work->wanted, "now");
}

absl::StatusOr<v1::Observation> DeployAppStep::Observe(Context& context) {
  absl::StatusOr<Work> work = Work::Of(context, context.config());
  if (!work.ok()) return work.status();
  if (absl::Status looked = work->Look(); !looked.ok()) return looked;
  if (work->difference.None()) return v1::OBSERVATION_DONE;
  const bool ours = LiveGeneration(work->config, work->live) == context.release().generation() &&
                    work->live.worker.has_value();
  return work->difference.worker.empty() || ours ? v1::OBSERVATION_PARTLY
                                                 : v1::OBSERVATION_NOT_DONE;
}

}  // namespace release::deploy_app

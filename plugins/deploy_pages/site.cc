#include "plugins/deploy_pages/site.h"

#include <utility>

#include "plugins/deploy_pages/project.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

constexpr int kRuns = 4;  // of wrangler, for failures that another run can heal
constexpr absl::Duration kFirstPause = absl::Seconds(1);
constexpr size_t kLogLines = 10;

// The same problem, with the permission that all of the work needs, not only the call that failed.
absl::Status WithPermission(const absl::Status& status) {
  v1::Diagnosis diagnosis = DiagnosisOf(status);
  if (diagnosis.code() != "CLOUDFLARE-AUTH") return status;
  diagnosis.set_fix(
      "give the token the permission Cloudflare Pages: Edit on this account, or correct "
      "`account_id`; or make a new token, when this one has expired");
  return DiagnosisStatus(status.code(), std::move(diagnosis));
}

}  // namespace

Site::Site(Context& context, const Settings& settings, const Uploader& uploader, Wanted wanted,
           cloudflare::Api api)
    : context_(context),
      settings_(settings),
      uploader_(uploader),
      wanted_(std::move(wanted)),
      api_(std::make_unique<cloudflare::Api>(std::move(api))),
      place_(*api_, uploader.account, wanted_.config.project()) {}

absl::Status Site::Look() {
  absl::StatusOr<std::optional<LiveProject>> found = place_.Look();
  if (!found.ok()) return WithPermission(found.status());
  live_ = *std::move(found);
  difference_ = Compare(wanted_, live_);
  const std::string& project = wanted_.config.project();
  if (live_ && !live_->source.empty()) {
    return Diagnose(absl::StatusCode::kFailedPrecondition,
                    {.code = "DEPLOY-PAGES-SOURCE",
                     .what = Concat("the Pages project ", project, " builds from a repository"),
                     .why = Concat("it is connected to ", live_->source,
                                   ", so that each push there deploys beside the release"),
                     .fix = "disconnect the repository in the dashboard, or choose the name of a "
                            "project that is made by uploads"});
  }
  const uint64_t now = LiveGeneration(live_);
  const uint64_t ours = context_.release().generation();
  if (ours == 0 || now <= ours || difference_.None()) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "DEPLOY-PAGES-GENERATION",
                   .what = Concat(project, " is of generation ", now, ", which is newer than ours"),
                   .why = Concat("this release has generation ", ours),
                   .fix = "start a new release; it gets a generation above the live one"});
}

bool Site::UnderWay() const {
  return live_ && live_->newest && live_->newest->stage == Stage::kUnderWay &&
         wanted_.IsSaidBy(live_->newest->message);
}

absl::Status Site::Deploy() {
  if (absl::Status looked = Look(); !looked.ok()) return looked;
  const Difference planned = difference_;
  if (planned.project) {
    absl::Status made = MakeProject(context_, *api_, place_, uploader_.account, wanted_);
    if (!made.ok()) return WithPermission(made);
    // Who else made it meanwhile may have given it other settings.
    if (absl::Status looked = Look(); !looked.ok()) return looked;
    context_.Change(*planned.project);
  }
  if (!difference_.settings.empty()) {
    context_.Progress(Concat(wanted_.key, ": telling the settings of ", wanted_.config.project()));
    absl::Status told = TellSettings(context_, *api_, place_, wanted_, *live_);
    if (!told.ok()) return WithPermission(told);
  }
  for (const ChangeText& change : planned.settings) context_.Change(change);
  if (!planned.deployment) return absl::OkStatus();
  absl::Status deployed = MakeDeployment(!planned.settings.empty());
  if (!deployed.ok()) return WithPermission(deployed);
  context_.Change(*planned.deployment);
  return absl::OkStatus();
}

// The newest deployment, when it is of this work, is not `known` and has not failed.
std::optional<std::string> Site::Usable(const std::string& known) const {
  if (!live_ || !live_->newest || live_->newest->id == known) return std::nullopt;
  if (!wanted_.IsSaidBy(live_->newest->message)) return std::nullopt;
  return live_->newest->id;
}

absl::Status Site::MakeDeployment(bool settings_told) {
  // One that is there already is no answer to this call when it was made before the settings were
  // told, has failed, or has been under way for longer than any may.
  std::string known;
  if (live_ && live_->newest) {
    const Deployment& newest = *live_->newest;
    const bool overdue = newest.stage == Stage::kUnderWay && newest.created &&
                         *newest.created + settings_.deploy_timeout < SystemClock().Now();
    const bool rolled_back = newest.stage == Stage::kSucceeded;
    if (settings_told || newest.stage == Stage::kFailed || overdue || rolled_back) {
      known = newest.id;
    }
  }
  absl::Duration pause = kFirstPause;
  for (int run = 1;; ++run) {
    if (const std::optional<std::string> found = Usable(known)) return AwaitServed(*found);
    absl::StatusOr<std::string> uploaded = Upload(context_, settings_, uploader_, wanted_);
    if (uploaded.ok()) return AwaitServed(*uploaded);
    if (absl::IsCancelled(uploaded.status())) return uploaded.status();
    const v1::Diagnosis problem = DiagnosisOf(uploaded.status());
    // Whatever wrangler says: there may be a deployment whose answer was lost.
    const bool again =
        problem.retry() == v1::RETRY_BACKOFF || problem.retry() == v1::RETRY_AFTER_OBSERVE;
    if (again) {
      context_.Info(Concat(wanted_.key, ": ", problem.code(), ": looking again in ",
                           absl::FormatDuration(pause)));
      if (absl::Status waited = context_.Wait(pause); !waited.ok()) return waited;
      pause *= 2;
    }
    if (absl::Status looked = Look(); !looked.ok()) return looked;
    if (const std::optional<std::string> found = Usable(known)) return AwaitServed(*found);
    if (!again || run == kRuns) return uploaded.status();
  }
}

absl::Status Site::Failed(const Deployment& deployment) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code("DEPLOY-PAGES-FAILED");
  diagnosis.set_what(Concat("Cloudflare did not deploy ", wanted_.config.project()));
  diagnosis.set_why(Concat("deployment ", deployment.id, ": its stage ", deployment.stage_name,
                           " ended with ", deployment.stage_words));
  diagnosis.set_fix(
      "read the log's last lines below, mend the site, then run the release again: it deploys "
      "anew. "
      "What was served before is served still");
  diagnosis.set_retry(v1::RETRY_NEVER);
  for (const std::string& line : place_.LastLines(deployment.id, kLogLines)) {
    diagnosis.add_evidence(line);
  }
  return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, std::move(diagnosis));
}

absl::StatusOr<Deployment> Site::AwaitEnd(const std::string& id) {
  std::string seen = "not seen yet";
  while (true) {
    absl::StatusOr<Deployment> found = place_.LookAt(id);
    // One that was just made may not be there for every reader.
    if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
    if (found.ok()) {
      if (found->stage == Stage::kFailed) return Failed(*found);
      if (found->stage == Stage::kSucceeded) return found;
      seen = Concat("stage ", found->stage_name, " is ", found->stage_words);
    }
    if (SystemClock().Monotonic() >= deadline_) break;
    context_.Progress(Concat(wanted_.key, ": waiting for deployment ", id, ": ", seen));
    absl::Status waited = context_.Wait(settings_.status_interval);
    if (!waited.ok()) return waited;
  }
  return Diagnose(
      absl::StatusCode::kDeadlineExceeded,
      {.code = "DEPLOY-PAGES-SLOW",
       .what = Concat("a deployment of ", wanted_.config.project(), " has not ended"),
       .why = Concat("deployment ", id, " after ", absl::FormatDuration(settings_.deploy_timeout),
                     ": ", seen),
       .fix = "look at cloudflarestatus.com, then run the release again: it waits for this "
              "deployment, or makes another one when it is stuck",
       .retry = v1::RETRY_AFTER_OBSERVE});
}

absl::Status Site::AwaitServed(const std::string& id) {
  deadline_ = SystemClock().Monotonic() + settings_.deploy_timeout;
  absl::StatusOr<Deployment> ended = AwaitEnd(id);
  if (!ended.ok()) return ended.status();
  while (true) {
    if (absl::Status looked = Look(); !looked.ok()) return looked;
    if (difference_.None()) return absl::OkStatus();
    if (SystemClock().Monotonic() >= deadline_) break;
    context_.Progress(Concat(wanted_.key, ": waiting until deployment ", id, " is served"));
    absl::Status waited = context_.Wait(settings_.status_interval);
    if (!waited.ok()) return waited;
  }
  const bool other = live_ && live_->canonical;
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "DEPLOY-PAGES-NOT-LIVE",
       .what = Concat(wanted_.config.project(), " does not serve what was deployed"),
       .why = Concat("deployment ", id, " has succeeded; the project serves ",
                     other ? live_->canonical->id : "none", ", or its settings were changed"),
       .fix = "find out who deploys beside this release, then run the release again"});
}

absl::Status Site::Outputs() {
  if (!live_ || !live_->canonical) return absl::OkStatus();
  const std::pair<const char*, std::string> outputs[] = {
      {"_deployment", live_->canonical->id},
      {"_url", live_->subdomain.empty() ? "" : Concat("https://", live_->subdomain)},
      {"_commit", live_->canonical->commit_hash},
  };
  for (const auto& [name, value] : outputs) {
    if (value.empty()) continue;
    absl::Status status = context_.Output(wanted_.key + name, value);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace release::deploy_pages

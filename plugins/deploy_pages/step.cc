#include "plugins/deploy_pages/step.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "plugins/deploy_pages/settings.h"
#include "plugins/deploy_pages/sites.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

absl::Status Look(Site& site) { return site.Look(); }

bool AllSame(const Sites& sites) {
  return std::all_of(sites.all().begin(), sites.all().end(),
                     [](const auto& site) { return site->difference().None(); });
}

absl::Status Outputs(const Sites& sites) {
  for (const auto& site : sites.all()) {
    if (absl::Status status = site->Outputs(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Why nothing is done with a site.
void SaySame(Context& context, const Site& site) {
  const Wanted& wanted = site.wanted();
  context.Change({.id = Concat(wanted.key, "/same"),
                  .action = v1::ACTION_NONE,
                  .resource = Concat("site ", wanted.config.project()),
                  .before = Concat("bundle ", wanted.bundle_mark),
                  .after = Concat("bundle ", wanted.bundle_mark),
                  .note = Concat("skipped: deployment ", site.live()->canonical->id,
                                 " has this bundle and these settings")});
}

}  // namespace

absl::StatusOr<v1::StepDescription> DeployPagesStep::Describe(Context& context) {
  absl::StatusOr<Settings> settings = SettingsOf(context.config());
  if (!settings.ok()) return settings.status();
  std::map<std::string, bool> secrets = {{settings->token_secret, false}};  // to: optional
  std::set<std::string> artifacts = {kWranglerArtifact};
  v1::StepDescription description;
  for (const auto& [key, project] : settings->projects) {
    artifacts.insert(project.bundle());
    for (const std::string& name : project.secrets()) {
      const bool optional =
          std::find(project.optional_secrets().begin(), project.optional_secrets().end(), name) !=
          project.optional_secrets().end();
      const auto [found, is_new] = secrets.emplace(name, optional);
      if (!is_new) found->second = found->second && optional;
    }
    for (const char* output : {"_deployment", "_url", "_commit"}) {
      description.add_outputs(key + output);
    }
  }
  for (const auto& [name, optional] : secrets) {
    v1::SecretNeed* need = description.add_secrets();
    need->set_name(name);
    need->set_optional(optional);
  }
  for (const std::string& name : artifacts) description.add_artifacts(name);
  description.set_can_observe(true);
  return description;
}

absl::Status DeployPagesStep::Plan(Context& context) {
  absl::StatusOr<std::unique_ptr<Sites>> sites = Sites::Of(context, context.config());
  if (!sites.ok()) return sites.status();
  if (absl::Status looked = (*sites)->Each(Look); !looked.ok()) return looked;
  for (const auto& site : (*sites)->all()) {
    if (site->difference().None()) SaySame(context, *site);
    for (const ChangeText& change : site->difference().All()) context.Change(change);
  }
  return AllSame(**sites) ? Outputs(**sites) : absl::OkStatus();
}

absl::Status DeployPagesStep::Apply(Context& context) {
  absl::StatusOr<std::unique_ptr<Sites>> sites = Sites::Of(context, context.config());
  if (!sites.ok()) return sites.status();
  // Nothing is touched while anything is known to be wrong.
  if (absl::Status looked = (*sites)->Each(Look); !looked.ok()) return looked;
  absl::Status deployed = (*sites)->Each([&](Site& site) {
    if (!site.difference().None()) return site.Deploy();
    SaySame(context, site);
    return absl::OkStatus();
  });
  if (!deployed.ok()) return deployed;
  return Outputs(**sites);
}

absl::Status DeployPagesStep::Verify(Context& context) {
  absl::StatusOr<std::unique_ptr<Sites>> sites = Sites::Of(context, context.config());
  if (!sites.ok()) return sites.status();
  if (absl::Status looked = (*sites)->Each(Look); !looked.ok()) return looked;
  if (AllSame(**sites)) return Outputs(**sites);
  std::string names;
  bool waiting = true;
  for (const auto& site : (*sites)->all()) {
    waiting = waiting && (site->difference().None() || site->UnderWay());
    for (const ChangeText& change : site->difference().All()) {
      AppendTo(names, names.empty() ? "" : ", ", change.id);
    }
  }
  if (waiting) {
    return Inconclusive({.code = "DEPLOY-PAGES-UNDER-WAY",
                         .what = "a deployment has not ended yet",
                         .why = Concat("these differ until then: ", names),
                         .fix = "run the release again in a while: it waits for the deployment",
                         .retry = v1::RETRY_AFTER_OBSERVE});
  }
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "DEPLOY-PAGES-DRIFT",
                   .what = "a Pages project is not as it was deployed",
                   .why = Concat("these differ: ", names),
                   .fix = "find out who deploys beside this release, then run the release again"});
}

absl::StatusOr<v1::Observation> DeployPagesStep::Observe(Context& context) {
  absl::StatusOr<std::unique_ptr<Sites>> sites = Sites::Of(context, context.config());
  if (!sites.ok()) return sites.status();
  if (absl::Status looked = (*sites)->Each(Look); !looked.ok()) return looked;
  if (AllSame(**sites)) return v1::OBSERVATION_DONE;
  const bool begun =
      std::any_of((*sites)->all().begin(), (*sites)->all().end(), [](const auto& site) {
        // A new project has nothing before its first deployment.
        return site->difference().None() || site->UnderWay() ||
               (site->live() && site->difference().settings.empty());
      });
  return begun ? v1::OBSERVATION_PARTLY : v1::OBSERVATION_NOT_DONE;
}

}  // namespace release::deploy_pages

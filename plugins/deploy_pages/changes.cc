#include "plugins/deploy_pages/changes.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

// What a deployment was made of, for people.
std::string Described(const Deployment& deployment) {
  const std::string bundle = MarkIn(deployment.message, "bundle");
  if (bundle.empty()) return Concat("deployment ", deployment.id, ", not by this toolchain");
  return Concat("bundle ", bundle, ", deployment ", deployment.id);
}

std::string Runtime(const std::string& date, const std::vector<std::string>& flags) {
  std::string text = date.empty() ? "no compatibility date" : date;
  if (!flags.empty()) AppendTo(text, " ", absl::StrJoin(flags, " "));
  return text;
}

class Comparison {
 public:
  Comparison(const Wanted& wanted, const std::optional<LiveProject>& live)
      : wanted_(wanted), there_(live.has_value()), live_(live.value_or(LiveProject())) {}

  Difference Run() {
    if (!there_) {
      difference_.project = {
          .id = Id("project"),
          .action = v1::ACTION_CREATE,
          .resource = Concat("Pages project ", wanted_.config.project()),
          .after = Concat("production branch ", wanted_.config.production_branch())};
    } else {
      CompareBranch();
      CompareRuntime();
    }
    CompareVariables();
    CompareSecrets();
    CompareDeployment();
    return std::move(difference_);
  }

 private:
  std::string Id(std::string_view what) const { return Concat(wanted_.key, "/", what); }

  void AddSetting(ChangeText change) {
    if (change.action != v1::ACTION_DELETE) {
      change.action = change.before.empty() ? v1::ACTION_CREATE : v1::ACTION_UPDATE;
    }
    difference_.settings.push_back(std::move(change));
  }

  void CompareBranch() {
    if (live_.production_branch == wanted_.config.production_branch()) return;
    AddSetting({.id = Id("branch"),
                .resource = Concat("production branch of ", wanted_.config.project()),
                .before = live_.production_branch,
                .after = wanted_.config.production_branch()});
  }

  void CompareRuntime() {
    const Bundle& bundle = wanted_.bundle;
    // A site without Functions asks for no runtime.
    if (bundle.compatibility_date.empty()) return;
    const std::string before = Runtime(live_.compatibility_date, live_.compatibility_flags);
    const std::string after = Runtime(bundle.compatibility_date, bundle.compatibility_flags);
    if (before == after) return;
    AddSetting({.id = Id("compatibility"),
                .resource = Concat("runtime of ", wanted_.config.project()),
                .before = before,
                .after = after});
  }

  void CompareVariables() {
    for (const auto& [name, value] : wanted_.variables) {
      const auto found = live_.variables.find(name);
      if (found != live_.variables.end() && found->second == value) continue;
      const bool secret = live_.secrets.contains(name);
      AddSetting({.id = Id(Concat("variable/", name)),
                  .resource = Concat("variable ", name, " of ", wanted_.config.project()),
                  .before = secret                           ? "a secret of that name"
                            : found != live_.variables.end() ? "another value"
                                                             : "",
                  .after = "set"});
    }
    for (const auto& [name, value] : live_.variables) {
      if (wanted_.variables.contains(name) || IsSecret(name)) continue;
      AddSetting({.id = Id(Concat("variable/", name)),
                  .action = v1::ACTION_DELETE,
                  .resource = Concat("variable ", name, " of ", wanted_.config.project()),
                  .before = "set",
                  .note = "it is not in `variables`"});
    }
  }

  bool IsSecret(const std::string& name) const {
    return std::find(wanted_.secrets.begin(), wanted_.secrets.end(), name) != wanted_.secrets.end();
  }

  // The values that the project has are told by the mark of the deployment that was made with them.
  void CompareSecrets() {
    const auto says = [&](const std::optional<Deployment>& deployment) {
      return deployment && deployment->stage != Stage::kFailed &&
             MarkIn(deployment->message, "secrets") == wanted_.secrets_mark;
    };
    const bool same_values = says(live_.newest) || says(live_.canonical);
    for (const std::string& name : wanted_.secrets) {
      const bool there = live_.secrets.contains(name);
      if (there && same_values) continue;
      AddSetting({.id = Id(Concat("secret/", name)),
                  .resource = Concat("secret ", name, " of ", wanted_.config.project()),
                  .before = there                            ? "set"
                            : live_.variables.contains(name) ? "a variable of that name"
                                                             : "",
                  .after = "set",
                  .note = there ? "one of the secrets or the API token has changed" : ""});
    }
  }

  void CompareDeployment() {
    const std::string reason = WhyDeploy();
    if (reason.empty()) return;
    difference_.deployment = {
        .id = Id("deployment"),
        .action = live_.canonical ? v1::ACTION_UPDATE : v1::ACTION_CREATE,
        .resource = Concat("site ", wanted_.config.project()),
        .before = live_.canonical ? Described(*live_.canonical) : "",
        .after = Concat("bundle ", wanted_.bundle_mark, ", ", wanted_.bundle.files.size(),
                        " files, ", wanted_.bundle.size, " bytes"),
        .note = reason};
  }

  // Empty: what is served is what should be.
  std::string WhyDeploy() const {
    if (!live_.canonical) return "nothing is deployed yet";
    const std::string& message = live_.canonical->message;
    if (live_.newest && live_.newest->stage == Stage::kUnderWay &&
        wanted_.IsSaidBy(live_.newest->message) && difference_.settings.empty()) {
      return wanted_.IsSaidBy(message) ? ""
                                       : Concat("deployment ", live_.newest->id, " is under way");
    }
    if (MarkIn(message, "bundle") != wanted_.bundle_mark) return "the bundle differs";
    if (!wanted_.IsSaidBy(message) || !difference_.settings.empty()) {
      return "the bundle is the same; variables, secrets and runtime take effect with a deployment";
    }
    return "";
  }

  const Wanted& wanted_;
  const bool there_;
  const LiveProject live_;  // empty when there is none
  Difference difference_;
};

}  // namespace

std::vector<ChangeText> Difference::All() const {
  std::vector<ChangeText> all;
  if (project) all.push_back(*project);
  all.insert(all.end(), settings.begin(), settings.end());
  if (deployment) all.push_back(*deployment);
  return all;
}

Difference Compare(const Wanted& wanted, const std::optional<LiveProject>& live) {
  return Comparison(wanted, live).Run();
}

uint64_t LiveGeneration(const std::optional<LiveProject>& live) {
  if (!live || !live->canonical) return 0;
  const std::string text = MarkIn(live->canonical->message, "generation");
  uint64_t generation = 0;
  std::from_chars(text.data(), text.data() + text.size(), generation);
  return generation;
}

}  // namespace release::deploy_pages

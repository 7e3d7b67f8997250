#include "plugins/deploy_pages/settings.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "plugins/deploy_pages/problems.h"
#include "plugins/lib/cloudflare/account.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

constexpr char kLower[] = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr size_t kLongestProject = 58;

absl::Status Problem(std::string_view field, std::string_view why) {
  return Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = "DEPLOY-PAGES-CONFIG",
       .what = Concat("`", field, "` of the deploy-pages step is wrong"),
       .why = std::string(why),
       .fix = Concat("correct `", field, "` in the step or in infra/environments.toml")});
}

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

bool HasOnly(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

// What a Function can read as `env.NAME`, and what no shell or log line trips over.
bool IsVariableName(std::string_view name) {
  return HasOnly(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") &&
         (name[0] < '0' || name[0] > '9');
}

void CheckNames(const std::string& at, const Project& project, Problems& problems) {
  std::set<std::string> names;
  const auto add = [&](const std::string& name, const char* field) {
    if (!IsVariableName(name)) {
      problems.Add(Problem(Concat(at, field), Concat("`", name, "` is no name of a variable")));
    } else if (!names.insert(name).second) {
      problems.Add(Problem(Concat(at, field),
                           Concat("`", name, "` is there twice; a project has one of a name")));
    }
  };
  const std::map<std::string, std::string> sorted(project.variables().begin(),
                                                  project.variables().end());
  for (const auto& [name, value] : sorted) add(name, ".variables");
  for (const std::string& name : project.secrets()) add(name, ".secrets");
  for (const std::string& name : project.optional_secrets()) {
    if (std::find(project.secrets().begin(), project.secrets().end(), name) ==
        project.secrets().end()) {
      problems.Add(
          Problem(Concat(at, ".optional_secrets"), Concat("`", name, "` is not in `secrets`")));
    }
  }
}

void CheckProject(const std::string& key, const Project& project, Problems& problems) {
  const std::string at = Concat("projects.", key);
  if (!HasOnly(key, Concat(kLower, "_-"))) {
    problems.Add(Problem("projects", Concat("`", key,
                                            "` is no name: lower case letters, digits, "
                                            "`-` and `_`")));
  }
  if (!HasOnly(project.project(), Concat(kLower, "-")) ||
      project.project().size() > kLongestProject || project.project()[0] == '-') {
    problems.Add(
        Problem(at + ".project", "a project has lower case letters, digits and `-`, at most 58"));
  }
  if (project.bundle().empty()) {
    problems.Add(Problem(at + ".bundle", "it does not say which artifact the site is"));
  }
  CheckNames(at, project, problems);
}

}  // namespace

absl::StatusOr<Settings> SettingsOf(const Config& config) {
  Problems problems;
  Settings settings = {
      .token_secret =
          config.token_secret().empty() ? "CLOUDFLARE_API_TOKEN" : config.token_secret(),
      .deploy_timeout =
          config.has_deploy_timeout() ? DurationOf(config.deploy_timeout()) : absl::Minutes(5),
      .status_interval =
          config.has_status_interval() ? DurationOf(config.status_interval()) : absl::Seconds(1),
      .projects = {config.projects().begin(), config.projects().end()},
  };
  if (config.account_id().empty() && config.zone().empty()) {
    problems.Add(Problem("zone", "neither `zone` nor `account_id` says whose account it is"));
  }
  if (!config.account_id().empty() && !cloudflare::IsAccountId(config.account_id())) {
    problems.Add(Problem("account_id", "it is not 32 hex digits"));
  }
  if (settings.projects.empty()) problems.Add(Problem("projects", "there is none"));
  std::map<std::string, std::string> owners;
  for (auto& [key, project] : settings.projects) {
    CheckProject(key, project, problems);
    if (project.production_branch().empty()) project.set_production_branch("production");
    const auto [owner, is_new] = owners.emplace(project.project(), key);
    if (!is_new) {
      problems.Add(Problem(Concat("projects.", key, ".project"),
                           Concat("`", owner->second, "` deploys the same project")));
    }
  }
  if (settings.deploy_timeout <= absl::ZeroDuration() ||
      settings.deploy_timeout > absl::Hours(24)) {
    problems.Add(Problem("deploy_timeout", "it must be above 0 and at most 24h"));
  }
  if (settings.status_interval < absl::Milliseconds(10)) {
    problems.Add(Problem("status_interval", "it must be at least 0.01s"));
  }
  if (!problems.None()) return problems.status();
  return settings;
}

}  // namespace release::deploy_pages

#include "plugins/deploy_app/settings.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "plugins/lib/cloudflare/account.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

absl::Status Problem(std::string_view field, std::string_view why) {
  return Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = "DEPLOY-APP-CONFIG",
       .what = Concat("`", field, "` of the deploy-app step is wrong"),
       .why = std::string(why),
       .fix = Concat("correct `", field, "` in the step or in infra/environments.toml")});
}

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

absl::Status CheckNames(const Config& config) {
  std::set<std::string> names;
  for (const auto& [name, value] : config.vars()) names.insert(name);
  const auto add = [&](const std::string& name, const char* field) {
    if (name.empty()) return absl::OkStatus();
    if (names.insert(name).second) return absl::OkStatus();
    return Problem(field,
                   Concat("`", name, "` is there twice; a Worker has one binding of a name"));
  };
  absl::Status status = add(config.generation_var(), "generation_var");
  if (status.ok()) status = add(config.revision_var(), "revision_var");
  if (status.ok()) status = add(config.image_digest_var(), "image_digest_var");
  for (const std::string& name : config.secrets()) {
    if (status.ok()) status = add(name, "secrets");
  }
  for (const std::string& name : config.optional_secrets()) {
    if (!status.ok()) break;
    if (std::find(config.secrets().begin(), config.secrets().end(), name) ==
        config.secrets().end()) {
      return Problem("optional_secrets", Concat("`", name, "` is not in `secrets`"));
    }
  }
  return status;
}

}  // namespace

absl::StatusOr<Settings> SettingsOf(const Config& config) {
  if (config.account_id().empty() && config.zone().empty()) {
    return Problem("zone", "neither `zone` nor `account_id` says whose account it is");
  }
  if (!config.account_id().empty() && !cloudflare::IsAccountId(config.account_id())) {
    return Problem("account_id", "it is not 32 hex digits");
  }
  if (config.image_repository().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-/") !=
      std::string::npos) {
    return Problem("image_repository",
                   "a repository has lower case letters, digits, `.`, `_`, `-`");
  }
  if (absl::Status names = CheckNames(config); !names.ok()) return names;
  Settings settings = {
      .token_secret =
          config.token_secret().empty() ? "CLOUDFLARE_API_TOKEN" : config.token_secret(),
      .registry = config.registry().empty() ? "registry.cloudflare.com" : config.registry(),
      .registry_minutes =
          config.registry_minutes() == 0 ? 15 : static_cast<int>(config.registry_minutes()),
      .rollout_timeout =
          config.has_rollout_timeout() ? DurationOf(config.rollout_timeout()) : absl::Minutes(10),
      .rollout_interval =
          config.has_rollout_interval() ? DurationOf(config.rollout_interval()) : absl::Seconds(2),
  };
  if (config.registry_minutes() > 24 * 60) {
    return Problem("registry_minutes", "it must be at most a day");
  }
  if (settings.rollout_timeout <= absl::ZeroDuration() ||
      settings.rollout_timeout > absl::Hours(24)) {
    return Problem("rollout_timeout", "it must be above 0 and at most 24h");
  }
  if (settings.rollout_interval < absl::Milliseconds(10)) {
    return Problem("rollout_interval", "it must be at least 0.01s");
  }
  return settings;
}

}  // namespace release::deploy_app

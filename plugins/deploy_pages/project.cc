#include "plugins/deploy_pages/project.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

using nlohmann::json;

constexpr int kTries = 5;
constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
constexpr int kNameExists = 8000002;

// Of production: the runtime, variables and secrets. What a preview gets is nobody's business here.
absl::StatusOr<json> Production(const Context& context, const Wanted& wanted) {
  json variables = json::object();
  for (const auto& [name, value] : wanted.variables) {
    variables[name] = {{"type", "plain_text"}, {"value", value}};
  }
  for (const std::string& name : wanted.secrets) {
    absl::StatusOr<SecretView> value = context.Secret(name);
    if (!value.ok()) return value.status();
    variables[name] = {{"type", "secret_text"}, {"value", std::string(value->Reveal())}};
  }
  json production = {{"env_vars", variables}};
  if (!wanted.bundle.compatibility_date.empty()) {
    production["compatibility_date"] = wanted.bundle.compatibility_date;
    production["compatibility_flags"] = wanted.bundle.compatibility_flags;
  }
  return production;
}

absl::Status NameTaken(const Wanted& wanted) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "DEPLOY-PAGES-NAME-TAKEN",
                   .what = Concat("the Pages project ", wanted.config.project(),
                                  " cannot be made: its name is taken"),
                   .why = "the account does not have it, and Cloudflare says that it exists",
                   .fix = "check that the account is the project's, or choose another name in "
                          "`project` and in the bundle"});
}

}  // namespace

absl::Status MakeProject(Context& context, cloudflare::Api& api, Place& place,
                         const std::string& account, const Wanted& wanted) {
  absl::StatusOr<json> production = Production(context, wanted);
  if (!production.ok()) return production.status();
  const json body = {{"name", wanted.config.project()},
                     {"production_branch", wanted.config.production_branch()},
                     {"deployment_configs",
                      {{"production", *std::move(production)}, {"preview", json::object()}}}};
  absl::Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    context.Progress(Concat(wanted.key, ": making the project ", wanted.config.project()));
    const absl::Status made =
        api.Post(Concat("/accounts/", account, "/pages/projects"), body).status();
    if (made.ok() || absl::IsCancelled(made)) return made;
    const bool exists = SaysCode(made, kNameExists);
    if (!exists && DiagnosisOf(made).retry() == v1::RETRY_NEVER) return made;
    // An answer may have been lost: then it is there.
    absl::StatusOr<std::optional<LiveProject>> live = place.Look();
    if (!live.ok()) return live.status();
    if (*live) return absl::OkStatus();
    if (attempt == kTries) return exists ? NameTaken(wanted) : made;
    if (absl::Status waited = context.Wait(pause); !waited.ok()) return waited;
    pause *= 2;
  }
}

absl::Status TellSettings(const Context& context, cloudflare::Api& api, const Place& place,
                          const Wanted& wanted, const LiveProject& live) {
  absl::StatusOr<json> production = Production(context, wanted);
  if (!production.ok()) return production.status();
  // A merge: what is not named stays, null takes away.
  json& variables = (*production)["env_vars"];
  for (const auto& [name, value] : live.variables) {
    if (!variables.contains(name)) variables[name] = nullptr;
  }
  const json body = {{"production_branch", wanted.config.production_branch()},
                     {"deployment_configs", {{"production", *std::move(production)}}}};
  return api.Send("PATCH", place.path(), body, cloudflare::Repeat::kSafe).status();
}

}  // namespace release::deploy_pages

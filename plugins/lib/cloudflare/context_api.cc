#include "plugins/lib/cloudflare/context_api.h"

#include <algorithm>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloudflare {

absl::StatusOr<ApiSettings> SettingsFor(const Context& context) {
  const v1::EnvironmentRules& rules = context.rules();
  const bool local =
      !rules.api_base().empty() || rules.resolve_size() > 0 || !rules.ca_bundle().empty();
  if (local && !rules.allow_local()) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "CLOUDFLARE-LOCAL",
                     .what = "the environment points at a local cloud and does not allow one",
                     .why = "`api_base`, `resolve` and `ca_bundle` are for rehearsals",
                     .fix = "remove them from the environment, or set `allow_local = true`"});
  }
  ApiSettings settings;
  if (!rules.api_base().empty()) settings.base = rules.api_base();
  settings.connect_to = ConnectTo(rules);
  settings.ca_bundle = rules.ca_bundle();
  return settings;
}

absl::StatusOr<Api> ApiOf(Context& context, const std::string& token_secret) {
  absl::StatusOr<ApiSettings> settings = SettingsFor(context);
  if (!settings.ok()) return settings.status();
  absl::StatusOr<SecretView> token = context.Secret(token_secret);
  if (!token.ok()) return token.status();
  settings->token = std::string(token->Reveal());
  return Api(*std::move(settings), context.stop_token(), [&context] { (void)context.cancelled(); });
}

std::vector<std::string> ConnectTo(const v1::EnvironmentRules& rules) {
  std::vector<std::string> lines;
  for (const auto& [from, to] : rules.resolve()) {
    // In libcurl an empty host and port match any.
    lines.push_back(Concat(from == "*" ? ":" : from, ":", to));
  }
  // The first line that fits decides; `*` is the last resort.
  std::sort(lines.begin(), lines.end(), [](const std::string& a, const std::string& b) {
    return (a[0] == ':') != (b[0] == ':') ? b[0] == ':' : a < b;
  });
  return lines;
}

}  // namespace release::cloudflare

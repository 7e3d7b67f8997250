#include "plugins/lib/cloudflare/access.h"

#include <utility>

#include "absl/time/time.h"
#include "plugins/lib/cloudflare/context_api.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloudflare {
namespace {

using nlohmann::json;

constexpr char kVerify[] = "/user/tokens/verify";
constexpr int kAttempts = 2;  // nobody waits a minute to hear that there is no network
constexpr absl::Duration kSoon = absl::Hours(24);

void WarnOfEnd(Context& context, const std::string& token_secret, const json& token) {
  const json expires = token.is_object() ? token.value("expires_on", json()) : json();
  absl::Time end;
  std::string why;
  if (!expires.is_string() ||
      !absl::ParseTime(absl::RFC3339_full, expires.get<std::string>(), &end, &why)) {
    return;
  }
  if (end - SystemClock().Now() > kSoon) return;
  context.Warn(Diagnose(absl::StatusCode::kFailedPrecondition,
                        {.code = "CLOUDFLARE-TOKEN-ENDS",
                         .what = Concat("the token in ", token_secret, " ends within a day"),
                         .why = Concat("at ", expires.get<std::string>()),
                         .fix = "make a new one before the next release"}));
}

absl::Status CheckStatus(const std::string& token_secret, const json& token) {
  const json status = token.is_object() ? token.value("status", json()) : json();
  if (!status.is_string() || status == "active") return absl::OkStatus();
  return Diagnose(absl::StatusCode::kPermissionDenied,
                  {.code = "CLOUDFLARE-TOKEN",
                   .what = Concat("the token in ", token_secret, " is ", status.get<std::string>()),
                   .why = "the API says so",
                   .fix = "enable it in the dashboard, or make a new one"});
}

}  // namespace

void CheckAccess(Context& context, const std::string& token_secret, Findings& findings) {
  if (!context.HasSecret(token_secret)) {
    findings.Add(context.Secret(token_secret).status());
    absl::StatusOr<ApiSettings> settings = SettingsFor(context);
    if (!findings.Add(settings.status())) return;
    settings->attempts = kAttempts;
    Api api(*std::move(settings), context.stop_token(), [&] { (void)context.cancelled(); });
    const absl::Status answer = api.Get(kVerify).status();
    if (absl::IsUnavailable(answer)) findings.Add(answer);
    return;
  }
  absl::StatusOr<Api> api = ApiOf(context, token_secret);
  if (!findings.Add(api.status())) return;
  const absl::StatusOr<json> token = api->Get(kVerify);
  if (token.ok()) {
    findings.Add(CheckStatus(token_secret, *token));
    WarnOfEnd(context, token_secret, *token);
    return;
  }
  if (absl::IsPermissionDenied(token.status()) && api->Get("/accounts").ok()) return;
  findings.Add(token.status());
}

void CheckReads(Api& api, const std::vector<std::string>& paths, Findings& findings) {
  for (const std::string& path : paths) {
    const absl::Status answer = api.Get(path).status();
    if (absl::IsCancelled(answer)) return;
    if (!absl::IsNotFound(answer)) findings.Add(answer);
  }
}

}  // namespace release::cloudflare

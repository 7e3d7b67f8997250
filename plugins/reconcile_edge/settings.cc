#include "plugins/reconcile_edge/settings.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "plugins/lib/cloudflare/account.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::reconcile_edge {
namespace {

absl::Status Wrong(const std::string& field, const std::string& why, const std::string& fix) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "EDGE-CONFIG",
                   .what = Concat("`", field, "` of the reconcile_edge step cannot be used"),
                   .why = why,
                   .fix = fix});
}

bool OnlyOf(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view kName = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::string_view kHost = "abcdefghijklmnopqrstuvwxyz0123456789-.";

absl::Status CheckHost(const std::string& field, const std::string& host, const Config& config) {
  if (!OnlyOf(host, kHost)) {
    return Wrong(field, Concat("`", host, "` is no host name"), "write it in lower case");
  }
  if (host == config.zone() || host.ends_with(Concat(".", config.zone()))) {
    return absl::OkStatus();
  }
  return Wrong(field, Concat(host, " does not lie in the zone ", config.zone()),
               "correct the host name or `zone`");
}

}  // namespace

absl::Status CheckConfig(const Config& config) {
  if (!config.account_id().empty() && !cloudflare::IsAccountId(config.account_id())) {
    return Wrong("account_id", "it is not 32 hex digits", "copy it from the dashboard");
  }
  if (!OnlyOf(config.zone(), kHost)) {
    return Wrong("zone", "it is no host name", "write it in lower case");
  }
  for (const std::string& bucket : config.buckets()) {
    if (!OnlyOf(bucket, kName) || bucket.size() < 3 || bucket.size() > 63) {
      return Wrong("buckets", Concat("`", bucket, "` is no name of a bucket"),
                   "3 to 63 of a-z, 0-9 and -");
    }
  }
  if (config.worker_hostnames_size() > 0 && !OnlyOf(config.worker(), Concat(kName, "_"))) {
    return Wrong("worker", "it is needed for `worker_hostnames`", "name the Worker");
  }
  std::set<std::string> owned;
  for (const std::string& host : config.worker_hostnames()) {
    if (absl::Status good = CheckHost("worker_hostnames", host, config); !good.ok()) return good;
    owned.insert(host);
  }
  for (const auto& [host, project] : config.pages_hostnames()) {
    if (absl::Status good = CheckHost("pages_hostnames", host, config); !good.ok()) return good;
    if (!OnlyOf(project, kName)) {
      return Wrong("pages_hostnames", Concat("`", project, "` is no name of a project"),
                   "a-z, 0-9 and -");
    }
    if (!owned.insert(host).second) {
      return Wrong("pages_hostnames", Concat(host, " is in `worker_hostnames` too"),
                   "a host name is answered by one of them");
    }
  }
  for (const std::string& host : config.open_hostnames()) {
    if (absl::Status good = CheckHost("open_hostnames", host, config); !good.ok()) return good;
    const auto& guarded = config.guarded_hostnames();
    if (std::find(guarded.begin(), guarded.end(), host) != guarded.end()) {
      return Wrong("guarded_hostnames", Concat(host, " is in `open_hostnames` too"),
                   "bot protection either meets it or does not");
    }
  }
  for (const std::string& host : config.guarded_hostnames()) {
    if (absl::Status good = CheckHost("guarded_hostnames", host, config); !good.ok()) return good;
  }
  static const std::set<std::string>& actions = *new std::set<std::string>{
      "", "managed_challenge", "js_challenge", "challenge", "block", "log"};
  if (!actions.contains(config.guard_action())) {
    return Wrong("guard_action", Concat("`", config.guard_action(), "` is no action"),
                 "managed_challenge, js_challenge, challenge, block or log");
  }
  return absl::OkStatus();
}

std::string TokenSecret(const Config& config) {
  return config.token_secret().empty() ? "CLOUDFLARE_API_TOKEN" : config.token_secret();
}

}  // namespace release::reconcile_edge

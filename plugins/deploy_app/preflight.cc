#include "plugins/deploy_app/preflight.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "nlohmann/json.hpp"
#include "plugins/deploy_app/deploy.h"
#include "plugins/lib/cloudflare/access.h"
#include "plugins/lib/cloudflare/account.h"
#include "plugins/lib/cloudflare/context_api.h"
#include "plugins/lib/http/client.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;

// Anything that answers is reachable: without credentials the answer is 401.
absl::Status CheckRegistry(const Context& context, const std::string& registry) {
  http::Request request{.url = Concat("https://", registry, "/v2/")};
  request.ca_bundle = context.rules().ca_bundle();
  request.connect_to = cloudflare::ConnectTo(context.rules());
  http::Client client;
  const http::Response response = client.Send(request, context.stop_token());
  if (!response.failure || context.cancelled()) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kUnavailable,
                  {.code = "DEPLOY-APP-REGISTRY-UNREACHABLE",
                   .what = Concat("the registry ", registry, " does not answer"),
                   .why = Concat(http::FailureName(*response.failure), ": ", response.words),
                   .fix = "check the network; the image is pushed there",
                   .retry = v1::RETRY_BACKOFF});
}

struct Size {
  std::string_view type;
  double vcpu;
  double memory_mib;
};

// Sizes that have names.
constexpr Size kSizes[] = {
    {"dev", 0.0625, 256},    {"lite", 0.0625, 256},     {"basic", 0.25, 1024},
    {"standard", 0.5, 4096}, {"standard-1", 0.5, 4096}, {"standard-2", 1, 6144},
    {"standard-3", 2, 8192}, {"standard-4", 4, 12288},
};

double NumberAt(const json& object, const char* key) {
  const json value = object.is_object() ? object.value(key, json()) : json();
  return value.is_number() ? value.get<double>() : 0;
}

absl::Status OverQuota(const Config& config, int instances, std::string_view type,
                       std::string_view what, double needs, double has) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "DEPLOY-APP-QUOTA",
                   .what = Concat("the account may not run ", instances, " containers `", type,
                                  "` for ", config.worker()),
                   .why = Concat("they need ", needs, " ", what, ", and the account has ", has),
                   .fix = "lower `max_instances` or `instance_type`, or have the account's limit "
                          "raised"});
}

}  // namespace

void CheckSurroundings(Context& context, const Config& config, Findings& findings) {
  const absl::StatusOr<Settings> settings = SettingsOf(config);
  if (!findings.Add(settings.status())) return;
  absl::Status tool;
  absl::Status registry;
  {
    const std::jthread looks([&] {
      tool = CheckWrangler(context);
      registry = CheckRegistry(context, settings->registry);
    });
    cloudflare::CheckAccess(context, settings->token_secret, findings);
  }
  findings.Add(tool);
  findings.Add(registry);
  if (!context.HasSecret(settings->token_secret)) return;
  const bool refused = std::any_of(
      findings.list().begin(), findings.list().end(),
      [](const v1::Diagnosis& found) { return found.code().starts_with("CLOUDFLARE-"); });
  absl::StatusOr<cloudflare::Api> api = cloudflare::ApiOf(context, settings->token_secret);
  if (refused || !api.ok()) return;  // each of these calls would meet the same
  std::string account = config.account_id();
  if (account.empty()) {
    absl::StatusOr<std::string> found = cloudflare::AccountOfZone(*api, config.zone());
    if (!findings.Add(found.status())) return;
    account = *found;
  }
  const std::string path = Concat("/accounts/", account);
  cloudflare::CheckReads(
      *api,
      {Concat(path, "/workers/scripts/", config.worker(), "/deployments"),
       Concat(path, "/workers/domains?service=", config.worker()),
       Concat(path, "/containers/applications"), Concat("/zones?account.id=", account)},
      findings);
}

absl::Status CheckQuota(cloudflare::Api& api, const Config& config, const Wanted& wanted) {
  const absl::StatusOr<json> me =
      api.Get(Concat("/accounts/", config.account_id(), "/containers/me"));
  if (!me.ok()) return absl::OkStatus();
  const json containers = wanted.bundle_config.value("containers", json::array());
  const json bundle = containers.empty() ? json::object() : containers[0];
  const json named = bundle.value("instance_type", json("lite"));  // or a size of one's own
  const std::string type = !config.instance_type().empty() ? config.instance_type()
                           : named.is_string()             ? named.get<std::string>()
                                                           : std::string();
  const int instances = config.max_instances() > 0
                            ? static_cast<int>(config.max_instances())
                            : std::max(1, static_cast<int>(NumberAt(bundle, "max_instances")));
  const json limits = me->value("limits", json());
  for (const Size& size : kSizes) {
    if (size.type != type) continue;
    const double vcpu = NumberAt(limits, "total_vcpu");
    if (vcpu > 0 && size.vcpu * instances > vcpu) {
      return OverQuota(config, instances, type, "vCPU", size.vcpu * instances, vcpu);
    }
    const double memory = NumberAt(limits, "total_memory_mib");
    if (memory > 0 && size.memory_mib * instances > memory) {
      return OverQuota(config, instances, type, "MiB", size.memory_mib * instances, memory);
    }
  }
  return absl::OkStatus();
}

}  // namespace release::deploy_app

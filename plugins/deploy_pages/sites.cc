#include "plugins/deploy_pages/sites.h"

#include <string>
#include <thread>
#include <utility>

#include "plugins/deploy_pages/problems.h"
#include "plugins/lib/cloudflare/account.h"
#include "plugins/lib/cloudflare/context_api.h"

namespace release::deploy_pages {

absl::StatusOr<std::unique_ptr<Sites>> Sites::Of(Context& context, const Config& config) {
  absl::StatusOr<Settings> settings = SettingsOf(config);
  if (!settings.ok()) return settings.status();
  std::unique_ptr<Sites> sites(new Sites(*std::move(settings)));
  absl::StatusOr<wrangler::Tool> tool = ToolOf(context);
  if (tool.ok()) {
    sites->uploader_.tool = *tool;
  } else {
    sites->unmade_.push_back(tool.status());
  }
  absl::StatusOr<cloudflare::Api> api = cloudflare::ApiOf(context, sites->settings_.token_secret);
  if (!api.ok()) return api.status();
  sites->uploader_.account = config.account_id();
  if (sites->uploader_.account.empty()) {
    absl::StatusOr<std::string> account = cloudflare::AccountOfZone(*api, config.zone());
    if (!account.ok()) return account.status();
    sites->uploader_.account = *std::move(account);
  }
  for (const auto& [key, project] : sites->settings_.projects) {
    absl::StatusOr<Wanted> wanted = WantedOf(context, sites->settings_, key);
    if (!wanted.ok()) {
      sites->unmade_.push_back(wanted.status());
      continue;
    }
    // A connection for each, so that no project waits for another's pause.
    absl::StatusOr<cloudflare::Api> own = cloudflare::ApiOf(context, sites->settings_.token_secret);
    if (!own.ok()) return own.status();
    sites->sites_.push_back(std::make_unique<Site>(context, sites->settings_, sites->uploader_,
                                                   *std::move(wanted), *std::move(own)));
  }
  return sites;
}

absl::Status Sites::Each(const std::function<absl::Status(Site&)>& work) {
  std::vector<absl::Status> results(sites_.size());
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < sites_.size(); ++i) {
      threads.emplace_back([&, i] { results[i] = work(*sites_[i]); });
    }
  }
  Problems problems;
  for (const absl::Status& status : unmade_) problems.Add(status);
  for (const absl::Status& status : results) problems.Add(status);
  return problems.status();
}

}  // namespace release::deploy_pages

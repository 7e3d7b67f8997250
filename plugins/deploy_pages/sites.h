// All projects of a call, worked on at the same time.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_SITES_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_SITES_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/deploy_pages/config.pb.h"
#include "plugins/deploy_pages/settings.h"
#include "plugins/deploy_pages/site.h"
#include "plugins/deploy_pages/upload.h"
#include "tools/sdk/context.h"

namespace release::deploy_pages {

class Sites {
 public:
  // Reads config, artifacts and secrets, and finds the account. Each project that can be worked on
  // is one of all(); what is wrong with the others is in problems of Each(). Errors:
  // DEPLOY-PAGES-CONFIG; those of ApiOf and AccountOfZone.
  static absl::StatusOr<std::unique_ptr<Sites>> Of(Context& context, const Config& config);

  // Calls `work` for each site, each on a thread of its own, and waits for all of them: a site that
  // fails stops no other. The problems of all, those of making the sites first.
  absl::Status Each(const std::function<absl::Status(Site&)>& work);

  // In the order of their short names.
  const std::vector<std::unique_ptr<Site>>& all() const { return sites_; }

 private:
  explicit Sites(Settings settings) : settings_(std::move(settings)) {}

  const Settings settings_;
  Uploader uploader_;
  std::vector<absl::Status> unmade_;
  std::vector<std::unique_ptr<Site>> sites_;
};

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_SITES_H_

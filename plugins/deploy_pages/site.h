// The work on one project.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_SITE_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_SITE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/deploy_pages/changes.h"
#include "plugins/deploy_pages/live.h"
#include "plugins/deploy_pages/settings.h"
#include "plugins/deploy_pages/upload.h"
#include "plugins/deploy_pages/wanted.h"
#include "plugins/lib/cloudflare/api.h"
#include "tools/sdk/context.h"

namespace release::deploy_pages {

// Threads: one at a time; several sites may be worked on at once.
class Site {
 public:
  // All references outlive it.
  Site(Context& context, const Settings& settings, const Uploader& uploader, Wanted wanted,
       cloudflare::Api api);

  // Reads what is live and compares. Errors: those of the API, with what the token needs;
  // DEPLOY-PAGES-SOURCE, DEPLOY-PAGES-GENERATION.
  absl::Status Look();

  // Makes the project, its settings and the deployment what they should be, and waits until it is
  // served. Reports each change once it is done. Errors: those of Look, MakeProject, TellSettings
  // and Upload; DEPLOY-PAGES-FAILED, -SLOW, -NOT-LIVE; CANCELLED.
  absl::Status Deploy();

  // Emits `KEY_deployment`, `KEY_url` and `KEY_commit` of what is served.
  absl::Status Outputs();

  const Wanted& wanted() const { return wanted_; }
  const std::optional<LiveProject>& live() const { return live_; }
  const Difference& difference() const { return difference_; }

  // A deployment of this work is under way.
  bool UnderWay() const;

 private:
  absl::Status MakeDeployment(bool settings_told);
  std::optional<std::string> Usable(const std::string& known) const;
  absl::StatusOr<Deployment> AwaitEnd(const std::string& id);
  absl::Status AwaitServed(const std::string& id);
  absl::Status Failed(const Deployment& deployment);

  Context& context_;
  const Settings& settings_;
  const Uploader& uploader_;
  const Wanted wanted_;
  const std::unique_ptr<cloudflare::Api> api_;
  Place place_;
  std::optional<LiveProject> live_;
  Difference difference_;
  absl::Duration deadline_ = absl::ZeroDuration();  // of the deployment that is waited for
};

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_SITE_H_

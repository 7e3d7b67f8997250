// The deploy-pages step: sites on Cloudflare Pages, deployed at the same time.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_STEP_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_STEP_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/deploy_pages/config.pb.h"
#include "tools/sdk/step.h"

namespace release::deploy_pages {

class DeployPagesStep : public Step<Config> {
 public:
  absl::StatusOr<v1::StepDescription> Describe(Context& context) override;
  absl::Status Plan(Context& context) override;
  absl::Status Apply(Context& context) override;
  absl::Status Verify(Context& context) override;
  absl::StatusOr<v1::Observation> Observe(Context& context) override;
};

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_STEP_H_

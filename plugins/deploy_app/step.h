// The deploy-app step: image, Worker, container; then waits until the container runs it.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_STEP_H_
#define RELEASE_PLUGINS_DEPLOY_APP_STEP_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/deploy_app/config.pb.h"
#include "tools/sdk/step.h"

namespace release::deploy_app {

// README.md says what each question does.
class DeployAppStep : public Step<Config> {
 public:
  absl::StatusOr<v1::StepDescription> Describe(Context& context) override;
  absl::Status Plan(Context& context) override;
  absl::Status Apply(Context& context) override;
  absl::Status Verify(Context& context) override;
  absl::StatusOr<v1::Observation> Observe(Context& context) override;
};

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_STEP_H_

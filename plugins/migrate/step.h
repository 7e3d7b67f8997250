// The migrate step: applies what the bundle has and the database's history lacks.
#ifndef RELEASE_PLUGINS_MIGRATE_STEP_H_
#define RELEASE_PLUGINS_MIGRATE_STEP_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/migrate/config.pb.h"
#include "tools/sdk/step.h"

namespace release::migrate {

// README.md describes what it does and what it refuses.
class MigrateStep : public Step<Config> {
 public:
  absl::StatusOr<v1::StepDescription> Describe(Context& context) override;
  absl::Status Plan(Context& context) override;
  absl::Status Apply(Context& context) override;
  absl::Status Verify(Context& context) override;
  absl::StatusOr<v1::Observation> Observe(Context& context) override;
};

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_MIGRATE_STEP_H_

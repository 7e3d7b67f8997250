// The config of the step with its defaults filled in.
#ifndef RELEASE_PLUGINS_MIGRATE_SETTINGS_H_
#define RELEASE_PLUGINS_MIGRATE_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/migrate/config.pb.h"

namespace release::migrate {

struct Settings {
  std::string dsn_secret;
  std::string artifact;
  absl::Duration lock_timeout;
  int lock_attempts;
  absl::Duration statement_timeout;  // zero: none
  absl::Duration runner_wait;
  absl::Duration leftover_wait;
  absl::Duration concurrent_wait;
};

// INVALID_ARGUMENT MIGRATE-CONFIG for a duration that is negative or over a day, and for more than
// 1000 attempts.
absl::StatusOr<Settings> SettingsOf(const Config& config);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_MIGRATE_SETTINGS_H_

// The config of the step with its defaults filled in.
#ifndef RELEASE_PLUGINS_MIGRATE_SETTINGS_OF_H_
#define RELEASE_PLUGINS_MIGRATE_SETTINGS_OF_H_

#include "absl/status/statusor.h"
#include "plugins/lib/migrations/settings.h"
#include "plugins/migrate/config.pb.h"

namespace release::migrate {

// INVALID_ARGUMENT MIGRATE-CONFIG for a duration that is negative or over a day, and for more than
// 1000 attempts.
absl::StatusOr<Settings> SettingsOf(const Config& config);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_MIGRATE_SETTINGS_OF_H_

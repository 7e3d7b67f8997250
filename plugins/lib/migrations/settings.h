// How migrations are run.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_SETTINGS_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_SETTINGS_H_

#include <string>

#include "absl/time/time.h"

namespace release::migrate {

struct Settings {
  std::string dsn_secret = "DATABASE_URL";
  std::string artifact = "migrations";
  absl::Duration lock_timeout = absl::Seconds(5);
  int lock_attempts = 12;
  absl::Duration statement_timeout = absl::ZeroDuration();  // zero: none
  absl::Duration runner_wait = absl::Minutes(5);
  absl::Duration leftover_wait = absl::Minutes(1);
  absl::Duration concurrent_wait = absl::Minutes(10);
};

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_SETTINGS_H_

// The two sessions of a migration run.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_SESSIONS_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_SESSIONS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/lib/migrations/settings.h"
#include "plugins/lib/postgres/connection.h"
#include "tools/sdk/context.h"

namespace release::migrate {

// application_name of the session that runs the migrations.
inline constexpr char kWorkName[] = "release-migrate";

// `work` runs the migrations. `watch` stays idle between short queries: it holds the advisory lock
// and looks at what blocks `work`. A lock held inside a transaction, or waited for in one, would
// make CREATE INDEX CONCURRENTLY wait for it.
struct Sessions {
  std::unique_ptr<postgres::Connection> work;
  std::unique_ptr<postgres::Connection> watch;
};

// Judges the URL in the secret, connects twice, and refuses a transaction pooler.
//
// Failures: MIGRATE-DSN-*, MIGRATE-CONNECT-*, MIGRATE-POOLER-TRANSACTION, STEP-SECRET-MISSING.
// Notices of the server go to the context's log.
absl::StatusOr<Sessions> OpenSessions(Context& context, const Settings& settings);

// Limits of a wait in this call: stopped with it, ended with its time, and alive meanwhile.
postgres::WaitLimits LimitsOf(Context& context);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_SESSIONS_H_

// Runs one migration file.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_APPLY_FILE_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_APPLY_FILE_H_

#include "absl/status/status.h"
#include "plugins/lib/migrations/migration.h"
#include "plugins/lib/migrations/sessions.h"
#include "plugins/lib/migrations/settings.h"
#include "tools/sdk/context.h"

namespace release::migrate {

// Applies `migration` and records it in the history: in one transaction, or, for a statement that
// cannot run in one, the statement first and the row right after it. Tries again, after a jittered
// pause, when it meets a lock timeout or a deadlock.
//
// Failures leave nothing of a transactional file: MIGRATE-STATEMENT-FAILED with the place in the
// file, MIGRATE-STATEMENT-TIMEOUT, MIGRATE-LOCK-TIMEOUT and MIGRATE-DEADLOCK once the attempts are
// used up, MIGRATE-CONNECTION-LOST (observe before going on), CANCELLED.
absl::Status ApplyFile(Context& context, Sessions& sessions, const Settings& settings,
                       const Migration& migration);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_APPLY_FILE_H_

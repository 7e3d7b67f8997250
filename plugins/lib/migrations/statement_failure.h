// Why a file was not applied, in words.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_STATEMENT_FAILURE_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_STATEMENT_FAILURE_H_

#include <string>

#include "absl/status/status.h"
#include "plugins/lib/migrations/migration.h"
#include "plugins/lib/postgres/server_error.h"

namespace release::migrate {

// The server refused `statement`, which may be null when the file as a whole was refused, at its
// COMMIT. The place is the server's error position where it gave one.
absl::Status StatementFailure(const Migration& migration, const Statement* statement,
                              const postgres::ServerError& error);

// Lock timeouts or deadlocks used up all attempts. `blockers` says who was in the way, if known.
absl::Status LockFailure(const Migration& migration, const Statement* statement,
                         const postgres::ServerError& error, int attempts,
                         const std::string& blockers);

// The connection was lost while the file ran.
absl::Status LostFailure(const Migration& migration, const absl::Status& cause);

// True for SQLSTATEs after which trying the file again can help.
bool IsLockConflict(const std::string& sqlstate);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_STATEMENT_FAILURE_H_

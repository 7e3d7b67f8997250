// One runner at a time.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_RUNNER_LOCK_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_RUNNER_LOCK_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/lib/postgres/connection.h"
#include "tools/sdk/context.h"

namespace release::migrate {

// Takes the advisory lock of this database's migrations in `session`, which keeps it until it ends.
//
// Asks again and again instead of waiting in the server: a waiting session holds a snapshot, and
// the holder's CREATE INDEX CONCURRENTLY would wait for it in turn. Meanwhile the progress says who
// holds the lock. MIGRATE-LOCK-HELD, worth a retry, when `patience` is over.
absl::Status TakeRunnerLock(Context& context, postgres::Connection& session,
                            absl::Duration patience);

// Whether `session` still has it. UNAVAILABLE when the session is gone, and the lock with it.
absl::Status RequireRunnerLock(Context& context, postgres::Connection& session);

// Waits for backends that a killed run (ours, or the Supabase CLI) left working in this database:
// they may still commit a file. MIGRATE-LEFTOVER-BACKEND, worth a retry, when `patience` is over.
absl::Status WaitForLeftovers(Context& context, postgres::Connection& session,
                              const postgres::Connection& work, absl::Duration patience);

// The sessions that `pid` waits for, in words; empty when it waits for none.
std::string BlockersOf(postgres::Connection& session, int pid, const postgres::WaitLimits& limits);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_RUNNER_LOCK_H_

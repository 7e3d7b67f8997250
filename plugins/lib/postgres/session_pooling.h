// Tells by behaviour whether a session keeps its backend.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_SESSION_POOLING_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_SESSION_POOLING_H_

#include "absl/status/status.h"
#include "plugins/lib/postgres/connection.h"

namespace release::postgres {

// Refuses a transaction pooler that hides behind any port or name: FAILED_PRECONDITION
// MIGRATE-POOLER-TRANSACTION when a backend changed between two transactions of one session.
//
// Two sessions are needed: a pooler with one idle backend gives it back to whoever asks, so that a
// lone session would not notice. Their transactions overlap in both orders, which makes them trade
// backends in a pool that reuses the newest as well as in one that takes turns. Reads nothing but
// pg_backend_pid() and leaves nothing behind.
absl::Status RequireOwnBackend(Connection& one, Connection& other, const WaitLimits& limits);

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_SESSION_POOLING_H_

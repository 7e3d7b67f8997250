// The outbox as operators see it: rows and counts, read only. Payloads are not shown.
#ifndef RELEASE_APPS_API_OUTBOX_VIEW_H_
#define RELEASE_APPS_API_OUTBOX_VIEW_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "apps/api/db_session.h"

namespace spectral {

// "waiting", "claimed", "handled" or "failed" (supabase/migrations, spectral.outbox).
bool IsOutboxState(std::string_view text);

// Rows of all generations, newest first, at most `limit`. `state` "" means every state. Only rows
// with a smaller id than `before`, if it is not 0. One row, one column: a JSON array.
DbResult ListOutboxRows(DbSession& session, const std::string& state, int64_t before, int limit);

// For each generation, newest first and no more than 100: how many rows are in which state, and
// when the last one was written. One row, one column: a JSON array.
DbResult CountOutboxGenerations(DbSession& session);

}  // namespace spectral

#endif  // RELEASE_APPS_API_OUTBOX_VIEW_H_

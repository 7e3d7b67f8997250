// The outbox: work that a request left behind in its own transaction (supabase/migrations,
// spectral.outbox).
//
// A row is claimed in one transaction, which records who and when, and handled in another, which
// has the effect and marks the row handled. So a worker that is killed in between loses nothing:
// its claim grows old, a worker of the same generation takes the row again, and an effect that was
// not committed did not happen. Every statement names the generation: rows of other generations are
// never touched.
#ifndef RELEASE_APPS_API_OUTBOX_H_
#define RELEASE_APPS_API_OUTBOX_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/api/db_session.h"

namespace spectral {

struct OutboxSettings {
  int64_t generation = 0;
  std::string worker;                     // unique among all workers
  std::chrono::seconds claim{60};         // how long a claim holds
  int batch = 20;                         // rows claimed at once
  int attempts = 5;                       // then the row is failed for good
  std::chrono::milliseconds retry{1000};  // times the number of attempts so far
};

struct OutboxRow {
  std::string id;
  std::string topic;
  std::string payload;  // a JSON object
  int attempts = 0;     // this one included
};

// Has a row's effect, in the transaction that is open. What it returns, if anything, is why the row
// could not be handled; it is recorded in the row. An effect outside the database must be
// idempotent.
using OutboxHandler = std::function<std::optional<std::string>(DbSession&, const OutboxRow&)>;

// Adds a row in the transaction that is open.
DbResult EnqueueOutboxRow(DbSession& session, int64_t generation, std::string_view topic,
                          std::string_view payload);

// Claims up to `batch` waiting rows, oldest first, skipping those another worker holds. Rows whose
// last attempt ended without a result are failed on the way.
std::optional<DbError> ClaimOutboxRows(DbSession& session, const OutboxSettings& settings,
                                       std::vector<OutboxRow>* rows);

enum class OutboxOutcome { kHandled, kFailed, kClaimLost };

// Handles one claimed row. An error means that the database failed and the outcome is not known;
// the row is then found by a later claim, unless it was handled.
std::optional<DbError> HandleOutboxRow(DbSession& session, const OutboxSettings& settings,
                                       const OutboxRow& row, const OutboxHandler& handler,
                                       OutboxOutcome* outcome);

// Gives back claimed rows that were not handled, as if they had not been claimed: for a shutdown.
std::optional<DbError> ReleaseOutboxRows(DbSession& session, const OutboxSettings& settings);

}  // namespace spectral

#endif  // RELEASE_APPS_API_OUTBOX_H_

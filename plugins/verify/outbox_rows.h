// Outbox rows that nobody will claim any more.
#ifndef RELEASE_PLUGINS_VERIFY_OUTBOX_ROWS_H_
#define RELEASE_PLUGINS_VERIFY_OUTBOX_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/sdk/context.h"

namespace release::verify {

// Open rows of one generation.
struct OpenRows {
  uint64_t generation = 0;
  uint64_t unclaimed = 0;
  uint64_t claimed = 0;  // and not finished
};

// Reads the table spectral.outbox in a read-only transaction; newest generation first, at most 100
// of them. Errors: MIGRATE-DSN-..., MIGRATE-CONNECT-..., POSTGRES-... (plugins/lib/postgres),
// VERIFY-NO-OUTBOX (there is no such table).
absl::StatusOr<std::vector<OpenRows>> ReadOpenRows(const Context& context,
                                                   const std::string& secret,
                                                   absl::Duration timeout);

// Those of generations before `current`: `4 (generation 3: 1 unclaimed, 1 claimed and not finished;
// generation 2: 3 unclaimed)`, or `0`. The number is that of the unclaimed ones.
std::string LeftBehind(const std::vector<OpenRows>& rows, uint64_t current);

}  // namespace release::verify

#endif  // RELEASE_PLUGINS_VERIFY_OUTBOX_ROWS_H_

// The chain of records: each one carries the digest of the one before it (journal.proto).
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_CHAIN_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_CHAIN_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/release/v1/event.pb.h"
#include "tools/coordinator/journal/database.h"

namespace release {

// Adds the event behind the last record, inside the caller's write transaction, and returns its
// sequence within its release. JOURNAL-EVENT when it may not stand there.
absl::StatusOr<uint64_t> AppendRecord(Database& database, v1::Event event);

// The event in a stored record; JOURNAL-DAMAGED when it does not parse.
absl::StatusOr<v1::Event> EventIn(const Database& database, uint64_t position,
                                  std::string_view record);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_CHAIN_H_

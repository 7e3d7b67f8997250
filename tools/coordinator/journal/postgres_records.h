// Records, releases and generations in schema `release`: one statement or transaction each.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_POSTGRES_RECORDS_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_POSTGRES_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/release/v1/event.pb.h"
#include "tools/coordinator/journal/release_summary.h"
#include "tools/coordinator/postgres/session.h"

namespace release {

// Where an event was put, or was about to be when the connection was lost.
struct PlacedRecord {
  uint64_t position = 0;
  uint64_t sequence = 0;
  std::string sha256;
};

// Adds the event behind the last record, inside the caller's transaction; other writers wait until
// that ends. JOURNAL-EVENT when it may not stand there. `earlier` is what a lost transaction tried
// to write: when it is there, nothing is written and it is the answer.
absl::StatusOr<PlacedRecord> PlaceRecord(postgres_state::Session& session, const v1::Event& event,
                                         const std::optional<PlacedRecord>& earlier);

// Journal::AllocateGeneration inside the caller's transaction.
absl::StatusOr<uint64_t> NextGeneration(postgres_state::Session& session,
                                        const std::string& environment, uint64_t at_least);

// Journal::EventsOf and Releases.
absl::StatusOr<std::vector<v1::Event>> ReadEvents(postgres_state::Session& session,
                                                  const std::string& release_id,
                                                  uint64_t from_sequence);
absl::StatusOr<std::vector<ReleaseSummary>> ListReleases(postgres_state::Session& session,
                                                         const std::string& environment,
                                                         uint32_t limit);

// Every record against its predecessor, its columns, the end of the chain and the lists, in one
// view. JOURNAL-DAMAGED names the first that is wrong.
absl::Status CheckRecords(postgres_state::Session& session);

// JOURNAL-DAMAGED.
absl::Status RecordsDamaged(const postgres_state::Session& session, std::string_view why);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_POSTGRES_RECORDS_H_

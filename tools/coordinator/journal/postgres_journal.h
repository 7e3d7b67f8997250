// The journal in schema `release` of a database, for releases from more than one machine.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_POSTGRES_JOURNAL_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_POSTGRES_JOURNAL_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/lease/fence.h"
#include "tools/coordinator/postgres/address.h"

namespace release {

struct PostgresJournalOptions {
  // Nothing is made or written: a database without the schema is an empty journal (with a
  // fingerprint key of this process's own), and every write is JOURNAL-LOOK-ONLY.
  bool look_only = false;

  // Shown with every write, in its transaction: who has lost the lease writes nothing more, and
  // every further write fails with the same LEASE-LOST.
  std::optional<Fence> fence = {};
};

// Opens the journal; makes its schema when it is not there. Reads all records once to check them.
//
// What differs from a file: instead of the disk's errors there are the session's (../postgres). A
// lost connection is made again once; what a lost COMMIT did is looked up, so that an event is
// never stored twice. When that fails too, every further write fails with
// STATE-CONNECTION-LOST or STATE-CONNECT-*: a release that cannot tell what it does must stop.
absl::StatusOr<std::unique_ptr<Journal>> OpenPostgresJournal(postgres_state::Address address,
                                                             PostgresJournalOptions options = {});

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_POSTGRES_JOURNAL_H_

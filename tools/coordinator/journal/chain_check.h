// Does every record follow from the one before it?
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_CHAIN_CHECK_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_CHAIN_CHECK_H_

#include "absl/status/status.h"
#include "tools/coordinator/journal/database.h"

namespace release {

// Reads every record and compares it with its predecessor, with its columns and with the lists
// of releases and generations, inside the caller's transaction. JOURNAL-DAMAGED names the first
// position that is wrong.
absl::Status CheckChain(Database& database);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_CHAIN_CHECK_H_

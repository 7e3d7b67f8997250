// What the journal tells about its releases.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_LIST_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/event.pb.h"
#include "tools/coordinator/journal/database.h"
#include "tools/coordinator/journal/release_summary.h"

namespace release {

// The functions of the same meaning in journal.h, on an open database.
absl::StatusOr<std::vector<v1::Event>> ReadEvents(Database& database, const std::string& release_id,
                                                  uint64_t from_sequence);
absl::StatusOr<std::vector<ReleaseSummary>> ListReleases(Database& database,
                                                         const std::string& environment,
                                                         uint32_t limit);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_LIST_H_

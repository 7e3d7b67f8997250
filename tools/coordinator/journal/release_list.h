// What the journal tells about its releases.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_LIST_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_LIST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/release/v1/event.pb.h"
#include "tools/base/names.h"
#include "tools/coordinator/journal/database.h"

namespace release {

// A release in one line.
struct ReleaseSummary {
  std::string release_id;
  std::string environment;

  // Its last word is a ReleaseFinished, and `outcome` is that one's. A release that was resumed
  // afterwards is not finished and has no outcome.
  bool finished = false;
  v1::ReleaseOutcome outcome = v1::RELEASE_OUTCOME_UNSPECIFIED;

  uint64_t generation = 0;
  absl::Time started;
};

// The functions of the same meaning in journal.h, on an open database.
absl::StatusOr<std::vector<v1::Event>> ReadEvents(Database& database, const std::string& release_id,
                                                  uint64_t from_sequence);
absl::StatusOr<std::vector<ReleaseSummary>> ListReleases(Database& database,
                                                         const std::string& environment,
                                                         uint32_t limit);
absl::StatusOr<std::optional<ReleaseId>> FindUnfinished(Database& database,
                                                        const std::string& environment);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_LIST_H_

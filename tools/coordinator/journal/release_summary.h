// A release in one line, made from its events.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_SUMMARY_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_SUMMARY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/release/v1/event.pb.h"
#include "tools/base/names.h"

namespace release {

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

// What the release's first event, its ReleaseStarted, tells.
ReleaseSummary SummaryOf(const v1::Event& started);

// Takes what `event` says about the release's end. False: it opens, reopens or closes nothing. Of a
// release's events, read from the last one back, the first that is true is the one that counts.
bool TakeEnd(const v1::Event& event, ReleaseSummary& summary);

// The id, when a plain run goes on with this release: it is not finished, or has a resumable
// outcome.
absl::StatusOr<std::optional<ReleaseId>> IfUnfinished(const ReleaseSummary& newest);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_SUMMARY_H_

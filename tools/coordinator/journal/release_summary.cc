#include "tools/coordinator/journal/release_summary.h"

#include <utility>

#include "google/protobuf/util/time_util.h"
#include "tools/coordinator/plan/past.h"

namespace release {

ReleaseSummary SummaryOf(const v1::Event& started) {
  const v1::ReleaseFacts& facts = started.release_started().release();
  return {.release_id = started.release_id(),
          .environment = facts.environment(),
          .generation = facts.generation(),
          .started = absl::FromUnixNanos(
              google::protobuf::util::TimeUtil::TimestampToNanoseconds(started.at()))};
}

bool TakeEnd(const v1::Event& event, ReleaseSummary& summary) {
  if (event.has_release_finished()) {
    summary.finished = true;
    summary.outcome = event.release_finished().outcome();
    return true;
  }
  return event.has_release_resumed() || event.has_release_started();
}

absl::StatusOr<std::optional<ReleaseId>> IfUnfinished(const ReleaseSummary& newest) {
  if (newest.finished && !IsResumable(newest.outcome)) return std::optional<ReleaseId>();
  absl::StatusOr<ReleaseId> id = ReleaseId::Parse(newest.release_id);
  if (!id.ok()) return id.status();
  return std::optional<ReleaseId>(*std::move(id));
}

}  // namespace release

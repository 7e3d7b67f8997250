#include "tools/coordinator/journal/release_summary.h"

#include <algorithm>

#include "google/protobuf/util/time_util.h"
#include "tools/coordinator/plan/past.h"

namespace release {

ReleaseSummary SummaryOf(const v1::Event& started) {
  const v1::ReleaseStarted& opening = started.release_started();
  const v1::ReleaseFacts& facts = opening.release();
  return {.release_id = started.release_id(),
          .environment = facts.environment(),
          .generation = facts.generation(),
          .started = absl::FromUnixNanos(
              google::protobuf::util::TimeUtil::TimestampToNanoseconds(started.at())),
          .pipeline = opening.pipeline(),
          .steps = {opening.steps().begin(), opening.steps().end()}};
}

bool TakeEnd(const v1::Event& event, ReleaseSummary& summary) {
  if (event.has_release_finished()) {
    summary.finished = true;
    summary.outcome = event.release_finished().outcome();
    return true;
  }
  return event.has_release_resumed() || event.has_release_started();
}

bool IsUnfinished(const ReleaseSummary& release) {
  return !release.finished || IsResumable(release.outcome);
}

PipelineIdentity PipelineIdentity::Of(const v1::PipelineManifest& manifest) {
  PipelineIdentity identity{.label = manifest.label(), .steps = {}};
  for (const v1::StepSpec& step : manifest.steps()) identity.steps.insert(step.name());
  return identity;
}

bool PipelineIdentity::Made(const ReleaseSummary& release) const {
  return release.pipeline == label || release.steps == steps;
}

bool PipelineIdentity::Overlaps(const ReleaseSummary& release) const {
  return std::any_of(steps.begin(), steps.end(),
                     [&](const std::string& step) { return release.steps.contains(step); });
}

}  // namespace release

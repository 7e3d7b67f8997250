// Which release a run goes on with.
#include <utility>

#include "tools/coordinator/journal/journal.h"

namespace release {
namespace {

// Two pipelines that never meet can be this many releases ahead of each other.
constexpr uint32_t kMostReleasesBack = 200;

}  // namespace

absl::StatusOr<std::optional<ReleaseId>> Journal::Unfinished(const std::string& environment,
                                                             const PipelineIdentity& pipeline) {
  if (environment.empty()) return std::optional<ReleaseId>();
  // Nearly always the newest one tells.
  for (uint32_t limit = 1; limit <= kMostReleasesBack; limit *= kMostReleasesBack) {
    absl::StatusOr<std::vector<ReleaseSummary>> releases = Releases(environment, limit);
    if (!releases.ok()) return releases.status();
    for (const ReleaseSummary& release : *releases) {
      if (!pipeline.Overlaps(release)) continue;
      if (!pipeline.Made(release) || !IsUnfinished(release)) return std::optional<ReleaseId>();
      absl::StatusOr<ReleaseId> id = ReleaseId::Parse(release.release_id);
      if (!id.ok()) return id.status();
      return std::optional<ReleaseId>(*std::move(id));
    }
    if (releases->size() < limit) break;
  }
  return std::optional<ReleaseId>();
}

}  // namespace release

// A release in one line, made from its events.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_SUMMARY_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_SUMMARY_H_

#include <cstdint>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "proto/release/v1/event.pb.h"
#include "proto/release/v1/manifest.pb.h"

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

  std::string pipeline = {};  // label
  std::set<std::string> steps = {};
};

// A pipeline as its releases are told from those of others.
struct PipelineIdentity {
  static PipelineIdentity Of(const v1::PipelineManifest& manifest);

  std::string label;
  std::set<std::string> steps;

  // The release is of this pipeline: the same label, or, where that was renamed, the same steps.
  bool Made(const ReleaseSummary& release) const;

  // The two have a step in common, so that the later one has the last word.
  bool Overlaps(const ReleaseSummary& release) const;
};

// What the release's first event, its ReleaseStarted, tells.
ReleaseSummary SummaryOf(const v1::Event& started);

// Takes what `event` says about the release's end. False: it opens, reopens or closes nothing. Of a
// release's events, read from the last one back, the first that is true is the one that counts.
bool TakeEnd(const v1::Event& event, ReleaseSummary& summary);

// True when a plain run goes on with this release: it is not finished, or has a resumable outcome.
bool IsUnfinished(const ReleaseSummary& release);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_RELEASE_SUMMARY_H_

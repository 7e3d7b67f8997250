// The memory of every release: what was meant and what happened, durable before its effect.
//
// A file (README.md), or tables of a database (postgres_journal.h). A fact that Append has
// acknowledged survives the end of the process and the loss of power; a journal that is damaged,
// foreign or newer than this program is reported and left as it was.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_JOURNAL_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_JOURNAL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/event.pb.h"
#include "tools/base/names.h"
#include "tools/coordinator/journal/release_summary.h"

namespace release {

// Threads: every function may be called from any thread. Processes: any number may have the journal
// open; writers wait for each other, readers for nobody.
//
// Errors of every function: DATA_LOSS, JOURNAL-DAMAGED, when the file turns out to be damaged;
// UNAVAILABLE, JOURNAL-BUSY, when another process keeps it locked for ten seconds;
// RESOURCE_EXHAUSTED, JOURNAL-DISK-FULL; JOURNAL-READ when the system refuses to read.
class Journal {
 public:
  // The journal in a file. Opens it, or makes it with mode 0600 when it is absent. Its directory
  // must exist and be private. Reads the whole file once to check it. Errors, besides the ones
  // above:
  //   INVALID_ARGUMENT     JOURNAL-NOT-A-JOURNAL  something else than a SQLite database
  //   FAILED_PRECONDITION  JOURNAL-FOREIGN        another program's database
  //   FAILED_PRECONDITION  JOURNAL-NEWER          written by a later version of this program
  //   JOURNAL-OPEN         the system refuses: no directory, no permission
  static absl::StatusOr<std::unique_ptr<Journal>> Open(const std::string& path);

  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  virtual ~Journal() = default;

  // Stores the event and returns its sequence number within its release: from 1, without gaps. The
  // stored event carries it; what `event` had there is ignored. Durable on return.
  //
  // The first event of a release is its ReleaseStarted, and it has one only; Log and Progress are
  // not kept. Else INVALID_ARGUMENT, JOURNAL-EVENT.
  //
  // When the disk is full nothing is stored, and the same call succeeds once there is space. Space
  // for facts that tell what was done (ChangeApplied, StepFinished, ReleaseFinished) is set aside
  // beforehand; while it cannot be, every other event is refused. After an error of the disk
  // (JOURNAL-WRITE) every further write fails with the same diagnosis: what a disk says after such
  // an error cannot be believed. A new run checks the file and goes on.
  virtual absl::StatusOr<uint64_t> Append(const v1::Event& event) = 0;

  // The release's events with a sequence of at least `from_sequence`, in order. Empty when there is
  // no such release.
  virtual absl::StatusOr<std::vector<v1::Event>> EventsOf(const std::string& release_id,
                                                          uint64_t from_sequence) = 0;

  // At most `limit` releases of the environment (empty: of all), newest first.
  virtual absl::StatusOr<std::vector<ReleaseSummary>> Releases(const std::string& environment,
                                                               uint32_t limit) = 0;

  // The release that a plain run of the pipeline goes on with: of the environment's releases that
  // have a step in common with it, the newest, if it is this pipeline's and is not finished or has
  // a resumable outcome (IsResumable in plan/past.h). So another pipeline's release is neither
  // continued, nor does a release go on that a later one has overtaken.
  absl::StatusOr<std::optional<ReleaseId>> Unfinished(const std::string& environment,
                                                      const PipelineIdentity& pipeline);

  // A number that no call for this environment, in any process, has returned before; every one is
  // larger than the last, and none is below `at_least`: one more than what is seen to be live, so
  // that an empty journal does not begin below it. Durable on return. Errors as Append.
  virtual absl::StatusOr<uint64_t> AllocateGeneration(const std::string& environment,
                                                      uint64_t at_least) = 0;

  // 32 random bytes that were made with the journal and stay the same: the key of the fingerprints
  // in it. They keep fingerprints that are shown elsewhere (plans, reports) from being guessed;
  // whoever can read the journal can guess.
  virtual absl::StatusOr<std::string> FingerprintKey() = 0;

 protected:
  Journal() = default;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_JOURNAL_H_

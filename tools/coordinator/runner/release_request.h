// What one run of the engine is asked to do, and what it works with.
#ifndef RELEASE_TOOLS_COORDINATOR_RUNNER_RELEASE_REQUEST_H_
#define RELEASE_TOOLS_COORDINATOR_RUNNER_RELEASE_REQUEST_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/step.pb.h"
#include "tools/base/clock.h"
#include "tools/base/secret.h"
#include "tools/coordinator/catalog/catalog.h"
#include "tools/coordinator/config/environment.h"
#include "tools/coordinator/events/event_stream.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/redaction/shared_redactor.h"
#include "tools/coordinator/runner/step_log.h"
#include "tools/coordinator/step_client/step_session.h"

namespace release {

// Which release a run is about, when the journal has an unfinished one.
enum class Continuation {
  kContinueOrNew,  // the plain command
  kContinueOnly,   // `--resume`: refuses to start a new one
  kNew,            // `--new`: abandons the unfinished one
};

struct ReleaseRequest {
  Continuation continuation = Continuation::kContinueOrNew;

  // Ends with the plan. Nothing is journaled that a later run would see: the
  // caller gives an EventStream over a journal of its own.
  bool plan_only = false;

  // `--yes`: approves whatever the pipeline asks for.
  bool approved = false;

  std::string by = {};            // `user@host`
  std::string revision = {};      // of the source tree, see ReleaseFacts
  std::string next_command = {};  // what a person types to go on
  size_t jobs = 8;                // steps at once

  // A new release's generation is at least this: one more than what is seen to be live.
  uint64_t lowest_generation = 0;
};

// Finds the values of the secrets that steps asked for. Missing ones are all
// told at once (tools/coordinator/problems).
using SecretResolver = std::function<absl::StatusOr<std::map<std::string, Secret>>(
    const std::vector<v1::SecretNeed>& needs)>;

// Everything outlives the run.
struct ReleaseTools {
  const Catalog& catalog;
  const Environment& environment;
  Journal& journal;     // the past: unfinished releases, generations, the key
  EventStream& events;  // where this run's facts go
  StepSessions& sessions;
  SecretResolver resolve_secrets;
  SharedRedactor& redactor;
  StepLogs& logs;
  Clock& clock;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_RUNNER_RELEASE_REQUEST_H_

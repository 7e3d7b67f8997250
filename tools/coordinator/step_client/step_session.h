// A step that can be asked questions. The runner knows only these interfaces:
// tests put fakes behind them, the real one is a process (host_session.h).
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_STEP_SESSION_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_STEP_SESSION_H_

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/release/v1/host.pb.h"
#include "proto/release/v1/manifest.pb.h"
#include "proto/release/v1/step.pb.h"

namespace release {

// How long a call may take.
struct CallLimits {
  absl::Duration timeout;        // from the start of the call to its result
  absl::Duration stall_timeout;  // between two signs of life of the plugin
  absl::Duration grace;          // from Cancel to the end of the host
};

// How a person stops a call: `ask` sends Cancel, `insist` ends the host.
struct Interruption {
  std::stop_token ask;
  std::stop_token insist;
};

// What a call says on its way. Everything is redacted already.
// Threads: one at a time, none of them the caller of Call.
class CallSink {
 public:
  virtual ~CallSink() = default;
  virtual void OnLog(const v1::LogBatch& batch) = 0;
  virtual void OnProgress(const v1::Progress& progress) = 0;
  virtual void OnChange(const v1::Change& change) = 0;
  virtual void OnWarning(const v1::Diagnosis& warning) = 0;
};

// The end of a call. There is always exactly one result: a host that died, hung
// or broke the protocol gives FAILED with a diagnosis that says so, and
// RETRY_AFTER_OBSERVE where an effect may have happened.
struct CallAnswer {
  v1::StepResult result;
  std::vector<v1::Change> changes;
  std::map<std::string, std::string> outputs;
  bool host_lost = false;  // the session answers no more; start another
  bool cut_short = false;  // we stopped it for one of its limits
};

// One plugin, loaded and greeted.
// Threads: one call at a time; destruction ends the host.
class StepSession {
 public:
  virtual ~StepSession() = default;
  virtual const v1::Hello& hello() const = 0;
  virtual absl::Duration start_time() const = 0;  // spawn to welcome
  virtual CallAnswer Call(v1::StepCall call, const CallLimits& limits, CallSink& sink,
                          const Interruption& interruption) = 0;
};

// Starts sessions. Fails with a diagnosis: file missing, digest, not a plugin,
// ABI, name, crash while loading, no hello in time.
// Threads: any.
class StepSessions {
 public:
  virtual ~StepSessions() = default;
  virtual absl::StatusOr<std::unique_ptr<StepSession>> Start(const v1::StepSpec& step) = 0;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_STEP_SESSION_H_

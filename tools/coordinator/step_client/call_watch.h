// When a call has to be stopped, and how hard.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_CALL_WATCH_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_CALL_WATCH_H_

#include <chrono>
#include <cstdint>

#include "absl/time/time.h"
#include "tools/coordinator/step_client/step_session.h"

namespace release {

// Why a call was stopped; each has its own diagnosis.
enum class StopReason { kNone, kInterrupted, kTimeout, kStalled, kSilent };

// What to do next about a running call.
enum class StopAction {
  kWait,    // nothing until `Next()`
  kCancel,  // send Cancel, once
  kAbort,   // SIGABRT: the host writes where it was
  kKill,    // SIGKILL to the group
};

// The ladder: ask, wait for the grace period, abort, kill. Pure: told the time,
// never reads it.
//
// Threads: one.
class CallWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  CallWatch(const CallLimits& limits, absl::Duration heartbeat_interval, Time now);

  // A heartbeat came. `activity` as in host.proto.
  void OnHeartbeat(uint64_t activity, Time now);

  // A message of the call came: the plugin and its host are alive.
  void OnMessage(Time now);

  // What is due at `now`. Each rung is given once.
  StopAction Due(bool ask, bool insist, Time now);

  // The earliest time at which Due may answer something else.
  Time Next() const;

  StopReason reason() const { return reason_; }

 private:
  StopAction Climb(StopReason reason, Time now);

  const std::chrono::nanoseconds stall_;
  const std::chrono::nanoseconds silence_;
  const std::chrono::nanoseconds grace_;
  const Time deadline_;
  uint64_t activity_ = 0;
  Time alive_;      // the plugin gave a sign of life
  Time heartbeat_;  // the host gave a sign of life
  StopReason reason_ = StopReason::kNone;
  StopAction rung_ = StopAction::kWait;
  Time next_rung_{};
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_CALL_WATCH_H_

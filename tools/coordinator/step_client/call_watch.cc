#include "tools/coordinator/step_client/call_watch.h"

#include <algorithm>

namespace release {
namespace {

// From SIGABRT to SIGKILL: time to write one line.
constexpr std::chrono::milliseconds kLastWords{1000};

// A loaded machine delays heartbeats; a stopped host sends none at all.
constexpr std::chrono::seconds kLeastSilence{10};

}  // namespace

CallWatch::CallWatch(const CallLimits& limits, absl::Duration heartbeat_interval, Time now)
    : stall_(absl::ToChronoNanoseconds(limits.stall_timeout)),
      silence_(std::max<std::chrono::nanoseconds>(
          kLeastSilence, absl::ToChronoNanoseconds(10 * heartbeat_interval))),
      grace_(absl::ToChronoNanoseconds(limits.grace)),
      deadline_(now + absl::ToChronoNanoseconds(limits.timeout)),
      alive_(now),
      heartbeat_(now) {}

void CallWatch::OnHeartbeat(uint64_t activity, Time now) {
  heartbeat_ = now;
  if (activity == activity_) return;
  activity_ = activity;
  alive_ = now;
}

void CallWatch::OnMessage(Time now) {
  heartbeat_ = now;
  alive_ = now;
}

StopAction CallWatch::Due(bool ask, bool insist, Time now) {
  if (insist && rung_ != StopAction::kKill) {
    reason_ = StopReason::kInterrupted;
    rung_ = StopAction::kKill;
    return rung_;
  }
  if (rung_ == StopAction::kWait) {
    if (ask) return Climb(StopReason::kInterrupted, now);
    if (now >= deadline_) return Climb(StopReason::kTimeout, now);
    if (now >= heartbeat_ + silence_) return Climb(StopReason::kSilent, now);
    if (now >= alive_ + stall_) return Climb(StopReason::kStalled, now);
    return StopAction::kWait;
  }
  return now >= next_rung_ ? Climb(reason_, now) : StopAction::kWait;
}

CallWatch::Time CallWatch::Next() const {
  if (rung_ == StopAction::kKill) return Time::max();
  if (rung_ != StopAction::kWait) return next_rung_;
  return std::min({deadline_, heartbeat_ + silence_, alive_ + stall_});
}

StopAction CallWatch::Climb(StopReason reason, Time now) {
  reason_ = reason;
  switch (rung_) {
    case StopAction::kWait:
      rung_ = StopAction::kCancel;
      next_rung_ = now + grace_;
      break;
    case StopAction::kCancel:
      rung_ = StopAction::kAbort;
      next_rung_ = now + kLastWords;
      break;
    case StopAction::kAbort:
      rung_ = StopAction::kKill;
      break;
    case StopAction::kKill:
      return StopAction::kWait;
  }
  return rung_;
}

}  // namespace release

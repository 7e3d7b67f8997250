// Time as an interface, so that tests decide what time it is.
#ifndef RELEASE_TOOLS_BASE_CLOCK_H_
#define RELEASE_TOOLS_BASE_CLOCK_H_

#include <stop_token>

#include "absl/time/time.h"

namespace release {

// Threads: every function may be called from any thread.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  // Wall time. For people only: it jumps.
  virtual absl::Time Now() = 0;

  // Time since some fixed point; never goes back, not even when the wall clock is set. Deadlines
  // and durations are made from this one.
  virtual absl::Duration Monotonic() = 0;

  // Sleeps. True when the whole duration went by, false as soon as `stop` is requested.
  virtual bool SleepFor(absl::Duration duration, std::stop_token stop) = 0;
};

// The machine's clock; lives as long as the process.
Clock& SystemClock();

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_CLOCK_H_

// A clock that stands still until a test moves it.
#ifndef RELEASE_TOOLS_BASE_CLOCK_FAKE_H_
#define RELEASE_TOOLS_BASE_CLOCK_FAKE_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>
#include <vector>

#include "absl/time/time.h"
#include "tools/base/clock.h"

namespace release {

class FakeClock : public Clock {
 public:
  enum class Sleep {
    kJump,  // a sleep moves the clock to its end and returns at once
    kWait,  // a sleep blocks until Advance() has moved the clock far enough
  };

  // Starts at 2026-01-05 09:00 UTC.
  explicit FakeClock(Sleep sleep = Sleep::kJump) : sleep_(sleep) {}

  absl::Time Now() override;
  absl::Duration Monotonic() override;
  bool SleepFor(absl::Duration duration, std::stop_token stop) override;

  // Moves both clocks, and wakes the sleepers whose time has come.
  void Advance(absl::Duration duration);

  // Moves the wall clock only, in either direction, as a person or NTP does.
  void JumpWallClock(absl::Duration duration);

  // Every duration that was asked of SleepFor, in order.
  std::vector<absl::Duration> Sleeps();

  // Blocks until `count` threads are asleep (kWait only).
  void AwaitSleepers(size_t count);

 private:
  const Sleep sleep_;
  std::mutex mutex_;
  std::condition_variable_any moved_;
  absl::Time wall_ = absl::UnixEpoch() + absl::Seconds(1767603600);
  absl::Duration monotonic_ = absl::Seconds(1000);
  std::vector<absl::Duration> sleeps_;
  size_t sleepers_ = 0;
};

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_CLOCK_FAKE_H_

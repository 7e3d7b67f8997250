#include "tools/base/clock_fake.h"

namespace release {

absl::Time FakeClock::Now() {
  const std::lock_guard lock(mutex_);
  return wall_;
}

absl::Duration FakeClock::Monotonic() {
  const std::lock_guard lock(mutex_);
  return monotonic_;
}

bool FakeClock::SleepFor(absl::Duration duration, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  sleeps_.push_back(duration);
  if (stop.stop_requested()) return false;
  if (sleep_ == Sleep::kJump) {
    wall_ += duration;
    monotonic_ += duration;
    return true;
  }
  const absl::Duration end = monotonic_ + duration;
  ++sleepers_;
  moved_.notify_all();
  const bool over = moved_.wait(lock, stop, [&] { return monotonic_ >= end; });
  --sleepers_;
  return over;
}

void FakeClock::Advance(absl::Duration duration) {
  const std::lock_guard lock(mutex_);
  wall_ += duration;
  monotonic_ += duration;
  moved_.notify_all();
}

void FakeClock::JumpWallClock(absl::Duration duration) {
  const std::lock_guard lock(mutex_);
  wall_ += duration;
}

std::vector<absl::Duration> FakeClock::Sleeps() {
  const std::lock_guard lock(mutex_);
  return sleeps_;
}

void FakeClock::AwaitSleepers(size_t count) {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [&] { return sleepers_ >= count; });
}

}  // namespace release

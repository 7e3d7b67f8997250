#include "tools/base/clock.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/time/clock.h"

namespace release {
namespace {

class RealClock final : public Clock {
 public:
  absl::Time Now() override { return absl::Now(); }

  absl::Duration Monotonic() override {
    return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
  }

  bool SleepFor(absl::Duration duration, std::stop_token stop) override {
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    // The deadline form: a duration would be added to steady_clock::now() and could overflow.
    const absl::Duration longest = absl::Hours(24 * 365);
    const auto deadline =
        std::chrono::steady_clock::now() +
        absl::ToChronoNanoseconds(std::clamp(duration, absl::ZeroDuration(), longest));
    woken.wait_until(lock, stop, deadline, [] { return false; });
    return !stop.stop_requested();
  }
};

}  // namespace

Clock& SystemClock() {
  static RealClock& clock = *new RealClock;  // never destroyed: threads may use it to the very end
  return clock;
}

}  // namespace release

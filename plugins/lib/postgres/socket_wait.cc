#include "plugins/lib/postgres/socket_wait.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "tools/base/clock.h"

namespace release::postgres {
namespace {

// poll() takes whole milliseconds; rounding up keeps it from spinning in the last one.
int PollMilliseconds(absl::Duration duration) {
  const absl::Duration bounded = std::clamp(duration, absl::ZeroDuration(), absl::Minutes(1));
  return static_cast<int>(absl::ToInt64Milliseconds(bounded + absl::Microseconds(999)));
}

}  // namespace

SocketWait::SocketWait(WaitLimits limits)
    : limits_(std::move(limits)),
      deadline_(SystemClock().Monotonic() + limits_.timeout),
      next_tick_(SystemClock().Monotonic() + limits_.tick_every),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      on_stop_(limits_.stop, [fd = wake_.get()] { ::eventfd_write(fd, 1); }) {}

Woken SocketWait::For(int fd, short events) {
  while (true) {
    const absl::Duration now = SystemClock().Monotonic();
    if (limits_.stop.stop_requested()) return Woken::kStopped;
    if (now >= deadline_) return Woken::kTimeout;
    if (limits_.tick && now >= next_tick_) {
      next_tick_ = now + limits_.tick_every;
      limits_.tick();
    }
    const absl::Duration until = limits_.tick ? std::min(deadline_, next_tick_) : deadline_;
    std::array<pollfd, 2> waits = {pollfd{fd, events, 0}, pollfd{wake_.get(), POLLIN, 0}};
    if (::poll(waits.data(), waits.size(), PollMilliseconds(until - now)) > 0 &&
        waits[0].revents != 0) {
      return Woken::kReady;
    }
  }
}

}  // namespace release::postgres

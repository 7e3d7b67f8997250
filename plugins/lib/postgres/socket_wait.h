// Waiting for a socket without going deaf: a stop request, a deadline and a regular tick end it
// too.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_SOCKET_WAIT_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_SOCKET_WAIT_H_

#include <functional>
#include <stop_token>

#include "absl/time/time.h"
#include "tools/base/file_descriptor.h"

namespace release::postgres {

// How long a caller is willing to wait, and what is to happen meanwhile.
struct WaitLimits {
  std::stop_token stop = {};
  absl::Duration timeout = absl::InfiniteDuration();

  // Called about every `tick_every` while waiting, on the waiting thread: a place for progress and
  // for signs of life. It must not use the connection that is waited for. Optional.
  std::function<void()> tick = {};
  absl::Duration tick_every = absl::Seconds(1);
};

enum class Woken { kReady, kStopped, kTimeout };

// One wait that may take many polls; the timeout counts from construction.
// Threads: one; the stop may be requested on any.
class SocketWait {
 public:
  explicit SocketWait(WaitLimits limits);

  // Waits until `fd` has one of `events` (POLLIN, POLLOUT; POLLHUP and POLLERR count as ready).
  Woken For(int fd, short events);

 private:
  const WaitLimits limits_;
  const absl::Duration deadline_;  // on the monotonic clock
  absl::Duration next_tick_;
  FileDescriptor wake_;  // an eventfd that the stop request makes readable
  std::stop_callback<std::function<void()>> on_stop_;
};

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_SOCKET_WAIT_H_

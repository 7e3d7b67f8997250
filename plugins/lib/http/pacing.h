// How fast one host is asked: a shared limit, and the pauses that the host itself asks for.
#ifndef RELEASE_PLUGINS_LIB_HTTP_PACING_H_
#define RELEASE_PLUGINS_LIB_HTTP_PACING_H_

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "tools/base/clock.h"

namespace release::http {

struct Rate {
  absl::Duration interval = absl::Milliseconds(250);  // between two requests in the long run
  int burst = 200;                                    // requests at once after a rest; at least 1
};

// The requests of all callers to one host. Threads: any.
class Pacer {
 public:
  // `clock` outlives the pacer.
  explicit Pacer(Clock& clock, Rate rate = {}) : clock_(clock), rate_(rate) {}

  // Takes a place in the row and says how long to wait for it. After the wait ask Held().
  absl::Duration Claim();

  // How long nobody may ask, as the host said so.
  absl::Duration Held();

  // The host asked for a pause (429): it is kept by all callers. A shorter one than what is already
  // kept changes nothing.
  void Hold(absl::Duration pause);

 private:
  Clock& clock_;
  const Rate rate_;
  std::mutex mutex_;
  absl::Duration next_ = absl::ZeroDuration();  // when the row is empty at the long-run rate
  absl::Duration held_until_ = absl::ZeroDuration();
};

// The pacer of the URL's host and port, one for the whole process, on the machine's clock.
Pacer& PacerFor(std::string_view url);

// The pause that a Retry-After header asks for: seconds, or a date. Absent when it is neither;
// never negative.
std::optional<absl::Duration> RetryAfter(const std::string& header, absl::Time now);

}  // namespace release::http

#endif  // RELEASE_PLUGINS_LIB_HTTP_PACING_H_

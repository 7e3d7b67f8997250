// How fast one host is asked: a shared limit, and the pauses that the host itself asks for.
#ifndef RELEASE_PLUGINS_LIB_HTTP_PACING_H_
#define RELEASE_PLUGINS_LIB_HTTP_PACING_H_

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "plugins/lib/http/shared_pace.h"
#include "tools/base/clock.h"

namespace release::http {

struct Rate {
  absl::Duration interval = absl::Milliseconds(250);  // between two requests in the long run
  int burst = 200;                                    // requests at once after a rest; at least 1
};

// The requests of all callers to one host. Threads: any.
class Pacer {
 public:
  // `clock` outlives the pacer. `file` is where the pacers of other processes keep the same row
  // (shared_pace.h); empty: this one keeps its own.
  explicit Pacer(Clock& clock, Rate rate = {}, std::string file = {})
      : clock_(clock), rate_(rate), file_(std::move(file)) {}

  // Takes a place in the row and says how long to wait for it. After the wait ask Held().
  absl::Duration Claim();

  // How long nobody may ask, as the host said so.
  absl::Duration Held();

  // The host asked for a pause (429): it is kept by all callers. A shorter one than what is already
  // kept changes nothing.
  void Hold(absl::Duration pause);

 private:
  void Change(const std::function<void(Pace&)>& change);

  Clock& clock_;
  const Rate rate_;
  const std::string file_;
  std::mutex mutex_;
  Pace pace_;
};

// The folder in which the hosts of all steps of a release share their pacers. The coordinator sets
// it; without it each process keeps its own.
inline constexpr char kPacingDirectory[] = "RELEASE_PACING_DIRECTORY";

// The pacer of the URL's host and port, one for the whole process, on the machine's clock.
Pacer& PacerFor(std::string_view url);

// The pause that a Retry-After header asks for: seconds, or a date. Absent when it is neither;
// never negative.
std::optional<absl::Duration> RetryAfter(const std::string& header, absl::Time now);

}  // namespace release::http

#endif  // RELEASE_PLUGINS_LIB_HTTP_PACING_H_

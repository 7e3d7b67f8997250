// Starts a server again when it ended by itself.
#ifndef RELEASE_TOOLS_LOCALCLOUD_KEEPER_H_
#define RELEASE_TOOLS_LOCALCLOUD_KEEPER_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/base/process.h"

namespace release {

// Threads: one, that of the server.
class Keeper {
 public:
  // For people: "nginx", and the file where it says why it ended.
  Keeper(std::string name, std::string log) : name_(std::move(name)), log_(std::move(log)) {}

  // Call it now and then. `ended`: how the server ended; not looked at while it is known to be
  // down. It is started again at once, and then, as long as that fails or it does not last 30 s,
  // after 0.2 s, 0.4 s and so on, at most 10 s. `now` is Clock::Monotonic. Returns a line for
  // people when there is news.
  std::string Tend(absl::Duration now, const std::optional<Exit>& ended,
                   const std::function<absl::Status()>& start);

  // False from its end until it is up again.
  bool up() const { return up_; }

 private:
  absl::Duration Pause() const;

  const std::string name_;
  const std::string log_;
  bool up_ = true;
  int attempts_ = 0;  // since it last lasted
  absl::Duration since_ = -absl::InfiniteDuration();
  absl::Duration next_;
  std::string failure_;  // what was told last
};

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_KEEPER_H_

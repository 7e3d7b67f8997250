// One Worker or Pages project over its life: the version that serves, the next one that starts
// beside it, and those that end.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_SERVED_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_SERVED_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/localcloud/edge/host_owners.h"
#include "tools/localcloud/edge/plan.h"
#include "tools/localcloud/edge/runtime_process.h"

namespace release::cloud {

struct ServedTimes {
  // Between the switch to a new version and the end of what the old one accepts: requests that were
  // sent to its socket before the switch arrive meanwhile.
  absl::Duration linger = absl::Seconds(1);
  // For what an old version has begun.
  absl::Duration drain = absl::Seconds(30);
  // Between attempts to start what ended by itself: doubled each time, from the first to the
  // second.
  absl::Duration shortest_pause = absl::Milliseconds(200);
  absl::Duration longest_pause = absl::Seconds(10);
  // A version that never listened is given up after so many attempts.
  int attempts = 3;
};

struct ServedStatus {
  std::string kind;  // "Worker" or "Pages"
  std::string name;
  std::string version;             // that serves; empty: none
  std::vector<std::string> hosts;  // that it serves
  std::string socket;              // file name below the run directory
  absl::Time since;                // that the version serves; InfinitePast: none does
  pid_t pid = 0;
  uint64_t memory_bytes = 0;          // resident, of all its processes
  std::string starting;               // version that is being started; empty: none
  std::string error;                  // why not everything is as it should be; empty: all is
  std::vector<std::string> evidence;  // what workerd wrote last, when it failed
};

// Threads: one at a time, always the same for Tick and End, which start and end processes.
class Served {
 public:
  // `command`: its log is DIRECTORY/workerd-LABEL.log of the directory it names, its socket one
  // that begins with what it names. `hosts` outlives this.
  Served(RuntimeCommand command, ServedTimes times, HostOwners& hosts);
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  // What shall be served from now on. The next Tick begins with it.
  void Want(Plan plan);

  // Nothing shall be served from now on. Done() once all processes have ended.
  void Remove();
  // The same without lingering.
  void RemoveAtOnce();
  bool Done() const { return removed_ && !next_ && !current_ && old_.empty(); }

  // Moves on. `now` is monotonic, `wall` for people.
  void Tick(absl::Duration now, absl::Time wall);

  ServedStatus Status() const;

 private:
  struct Running {
    Plan plan;
    std::unique_ptr<RuntimeProcess> process;
    absl::Duration since;
  };
  struct Old {
    std::unique_ptr<RuntimeProcess> process;
    absl::Duration next_step;
    // Its containers are the rollout's to end, as at Cloudflare.
    bool leaves_containers = false;
    bool draining = false;
  };

  void Start(Plan plan, absl::Duration now);
  void LookAtNext(absl::Duration now, absl::Time wall);
  void LookAtCurrent(absl::Duration now);
  void LookAtOld(absl::Duration now);
  void Switch(absl::Duration now, absl::Time wall);
  void Retire(std::unique_ptr<RuntimeProcess> process, bool leaves_containers, absl::Duration now);
  void Fail(const absl::Status& failure, absl::Duration now);
  std::string LogOf(const Plan& plan) const;
  void Note(const Plan& plan, const std::string& line) const;
  void RetryLater(Plan plan, absl::Duration now);
  void ServeHosts(const std::vector<std::string>& before);
  void TickRemoved(absl::Duration now);

  const RuntimeCommand command_;
  const ServedTimes times_;
  HostOwners& hosts_;

  std::optional<Plan> wanted_;      // not begun yet
  std::optional<Plan> retried_;     // begun, to be started again at `retry_at_`
  std::optional<Running> next_;     // starting
  std::optional<Running> current_;  // serves, or ended by itself
  std::vector<Old> old_;
  std::string kind_;
  std::string name_;
  int sockets_ = 0;  // made so far
  bool removed_ = false;
  bool lingers_ = true;
  bool crashed_ = false;  // current_ ended by itself
  int failures_ = 0;      // of what is wanted now, in a row
  absl::Duration retry_at_;
  absl::Time since_ = absl::InfinitePast();
  std::string error_;
  std::vector<std::string> evidence_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_SERVED_H_

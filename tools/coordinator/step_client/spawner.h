// A thread that does nothing but start processes.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_SPAWNER_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_SPAWNER_H_

#include <sys/types.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "absl/status/statusor.h"
#include "tools/base/process.h"

namespace release {

// A child dies with the *thread* that forked it (PR_SET_PDEATHSIG), not with
// the process. So children are forked by one thread that lives as long as the
// coordinator, whoever asks for them.
//
// A plugin may leave processes behind that left its group too (a daemon). They
// become children of this process, which is made their reaper, and are killed
// once no host is left that may still be their master.
//
// Threads: any. One in a process; outlives the children.
class Spawner {
 public:
  Spawner();
  ~Spawner();
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;

  absl::StatusOr<Process> Start(const Command& command);

  // A child has ended; its Process still exists. When it was the last one,
  // whatever the children left behind is killed and reaped.
  void Buried(pid_t pid);

 private:
  void Loop();

  std::mutex mutex_;
  std::set<pid_t> alive_;
  std::set<pid_t> started_;  // each is reaped by its Process
  std::condition_variable wake_;
  std::deque<std::function<void()>> work_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_SPAWNER_H_

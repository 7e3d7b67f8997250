// A thread that does nothing but start processes.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_SPAWNER_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_SPAWNER_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "tools/base/process.h"

namespace release {

// A child dies with the *thread* that forked it (PR_SET_PDEATHSIG), not with
// the process. So children are forked by one thread that lives as long as the
// coordinator, whoever asks for them.
//
// Threads: any.
class Spawner {
 public:
  Spawner();
  ~Spawner();  // kills nothing by itself, but see above: outlive the children
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;

  absl::StatusOr<Process> Start(const Command& command);

 private:
  void Loop();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> work_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_SPAWNER_H_

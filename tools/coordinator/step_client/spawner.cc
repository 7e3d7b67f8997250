#include "tools/coordinator/step_client/spawner.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <system_error>
#include <utility>
#include <vector>

namespace release {
namespace {

// Children of every thread of this process.
std::vector<pid_t> Children() {
  std::vector<pid_t> children;
  std::error_code ignored;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    std::ifstream list(task.path() / "children");
    for (pid_t child = 0; list >> child;) children.push_back(child);
  }
  return children;
}

}  // namespace

Spawner::Spawner() : thread_([this] { Loop(); }) { prctl(PR_SET_CHILD_SUBREAPER, 1); }

void Spawner::Buried(pid_t pid) {
  std::lock_guard lock(mutex_);
  alive_.erase(pid);
  if (!alive_.empty()) return;
  // A killed orphan gives its own children to us: until there is none.
  for (bool any = true; any;) {
    any = false;
    for (const pid_t orphan : Children()) {
      if (started_.contains(orphan)) continue;
      any = true;
      kill(orphan, SIGKILL);
      waitpid(orphan, nullptr, 0);
    }
  }
}

Spawner::~Spawner() {
  {
    std::lock_guard lock(mutex_);
    done_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

absl::StatusOr<Process> Spawner::Start(const Command& command) {
  std::promise<absl::StatusOr<Process>> promise;
  {
    std::lock_guard lock(mutex_);
    // By reference: this call waits until the work is done.
    work_.push_back([&promise, &command] { promise.set_value(Process::Start(command)); });
  }
  wake_.notify_one();
  absl::StatusOr<Process> process = promise.get_future().get();
  if (process.ok()) {
    std::lock_guard lock(mutex_);
    alive_.insert(process->pid());
    started_.insert(process->pid());
  }
  return process;
}

void Spawner::Loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return done_ || !work_.empty(); });
    if (work_.empty()) return;
    std::function<void()> next = std::move(work_.front());
    work_.pop_front();
    lock.unlock();
    next();
    lock.lock();
  }
}

}  // namespace release

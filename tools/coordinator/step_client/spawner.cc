#include "tools/coordinator/step_client/spawner.h"

#include <future>
#include <utility>

namespace release {

Spawner::Spawner() : thread_([this] { Loop(); }) {}

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
  return promise.get_future().get();
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

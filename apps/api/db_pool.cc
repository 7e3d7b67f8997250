#include "apps/api/db_pool.h"

#include <utility>

namespace spectral {

DbPool::DbPool(const DbTarget& target) : target_(target) {
  for (size_t i = 0; i < kThreads; ++i) {
    threads_.emplace_back([this](std::stop_token stop) { Run(stop, target_); });
  }
}

DbPool::~DbPool() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

bool DbPool::Submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kLongestQueue) return false;
    queue_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void DbPool::Run(std::stop_token stop, const DbTarget& target) {
  DbSession session(target);
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [this] { return !queue_.empty(); });
      if (queue_.empty()) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job(session);
  }
}

}  // namespace spectral

// A few threads, each with its own database session, for the requests that need one.
#ifndef RELEASE_APPS_API_DB_POOL_H_
#define RELEASE_APPS_API_DB_POOL_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "apps/api/db_session.h"

namespace spectral {

class DbPool {
 public:
  static constexpr size_t kThreads = 2;
  static constexpr size_t kLongestQueue = 64;

  // Runs on a thread of the pool. The session may not be connected yet: call Connect() first.
  using Job = std::function<void(DbSession& session)>;

  explicit DbPool(const DbTarget& target);
  // Finishes what was submitted, then ends the threads.
  ~DbPool();
  DbPool(const DbPool&) = delete;
  DbPool& operator=(const DbPool&) = delete;

  // Queues `job`. False when the queue is full; `job` is then never run. Any thread.
  bool Submit(Job job);

 private:
  void Run(std::stop_token stop, const DbTarget& target);

  const DbTarget target_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> queue_;
  std::vector<std::jthread> threads_;  // last: they use all of the above
};

}  // namespace spectral

#endif  // RELEASE_APPS_API_DB_POOL_H_

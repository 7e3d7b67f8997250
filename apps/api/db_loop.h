// A thread that does the same thing with a database session again and again, and reconnects for as
// long as it takes when the database is away.
#ifndef RELEASE_APPS_API_DB_LOOP_H_
#define RELEASE_APPS_API_DB_LOOP_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <variant>

#include "apps/api/db_session.h"
#include "apps/api/part_status.h"

namespace spectral {

class DbLoop {
 public:
  // One pass with a connected session: how long to rest until the next pass, or what went wrong. It
  // is to return soon after `stop` is requested.
  using PassResult = std::variant<std::chrono::milliseconds, DbError>;
  using Pass = std::function<PassResult(DbSession& session, std::stop_token stop)>;

  // After an error the loop rests 100 ms, then twice as long each time, up to this.
  static constexpr std::chrono::milliseconds kLongestRest{2000};

  // Starts the thread. `status` must outlive the loop; it is told of every pass.
  DbLoop(DbTarget target, PartStatus& status, Pass pass);
  // Stops and waits: at most one deadline of the target.
  ~DbLoop();
  DbLoop(const DbLoop&) = delete;
  DbLoop& operator=(const DbLoop&) = delete;

  // Ends a rest: there is something to do. Any thread.
  void Wake();
  // Asks the loop to end and does not wait. Any thread.
  void RequestStop();

 private:
  void Run(std::stop_token stop);
  void Rest(std::stop_token stop, std::chrono::milliseconds duration);

  PartStatus& status_;
  const Pass pass_;
  DbSession session_;  // the loop's thread only
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool awake_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace spectral

#endif  // RELEASE_APPS_API_DB_LOOP_H_

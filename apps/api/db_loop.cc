#include "apps/api/db_loop.h"

#include <algorithm>
#include <utility>

namespace spectral {

DbLoop::DbLoop(DbTarget target, PartStatus& status, Pass pass)
    : status_(status),
      pass_(std::move(pass)),
      session_(std::move(target)),
      thread_([this](std::stop_token stop) { Run(stop); }) {}

DbLoop::~DbLoop() { RequestStop(); }

void DbLoop::Wake() {
  {
    const std::lock_guard lock(mutex_);
    awake_ = true;
  }
  changed_.notify_all();
}

void DbLoop::RequestStop() { thread_.request_stop(); }

void DbLoop::Run(std::stop_token stop) {
  constexpr std::chrono::milliseconds kFirstRest{100};
  std::chrono::milliseconds rest = kFirstRest;
  while (!stop.stop_requested()) {
    std::optional<DbError> error = session_.Connect();
    if (!error) {
      PassResult result = pass_(session_, stop);
      if (const auto* next = std::get_if<std::chrono::milliseconds>(&result)) {
        status_.Worked();
        rest = kFirstRest;
        Rest(stop, *next);
        continue;
      }
      error = std::get<DbError>(std::move(result));
    }
    status_.Failed(error->message);
    Rest(stop, rest);
    rest = std::min(rest * 2, kLongestRest);
  }
}

void DbLoop::Rest(std::stop_token stop, std::chrono::milliseconds duration) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, duration, [this] { return awake_; });
  awake_ = false;
}

}  // namespace spectral

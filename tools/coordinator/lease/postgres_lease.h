// One release at a time per environment and surface, also when two machines release.
//
// The lease is a row of `release.leases` for each surface. It has a token that grows by one with
// every holder, and a moment at which it runs out by the database's clock, which a thread of the
// holder moves on. README.md tells what that gives.
#ifndef RELEASE_TOOLS_COORDINATOR_LEASE_POSTGRES_LEASE_H_
#define RELEASE_TOOLS_COORDINATOR_LEASE_POSTGRES_LEASE_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/coordinator/lease/fence.h"
#include "tools/coordinator/postgres/address.h"
#include "tools/coordinator/postgres/session.h"

namespace release {

// Threads: Acquire, OnLost and the end: one; Describe: any.
class PostgresLease {
 public:
  struct Options {
    postgres_state::Address address;
    std::string environment;
    std::vector<std::string> surfaces;  // `app`, `pages`; at least one, in any order
    std::string by;                     // shown to whoever comes second

    // How long the lease is good for without a sign of life. It is renewed four times as often.
    absl::Duration term = absl::Seconds(60);
  };

  // Takes all surfaces or none, and never waits. The schema is made when it is not there. Of a
  // holder that is proven dead (a process of this machine that has ended) or whose lease has run
  // out, it is taken over. Errors:
  //   UNAVAILABLE  LEASE-HELD  with who, host, pid, since when, which release, doing what
  //   those of the session and of the schema
  static absl::StatusOr<std::unique_ptr<PostgresLease>> Acquire(Options options,
                                                                Clock& clock = SystemClock());

  // Frees what is still ours.
  ~PostgresLease();
  PostgresLease(const PostgresLease&) = delete;
  PostgresLease& operator=(const PostgresLease&) = delete;

  // What the journal shows with every event.
  const Fence& fence() const { return fence_; }

  // From whom it was taken and why, a sentence for each; empty when it was free.
  const std::vector<std::string>& taken_over() const { return taken_over_; }

  // Says what the lease is held for. LEASE-LOST, or the session's errors; then it is not said.
  absl::Status Describe(const std::string& release_id, const std::string& doing);

  // `lost` is called once, on a thread of the lease, when another one has it or when it could not
  // be renewed for its term. At once when that has happened already. Not called any more after the
  // lease's end or after OnLost(nullptr).
  void OnLost(std::function<void(const absl::Status& why)> lost);

 private:
  PostgresLease(Options options, std::unique_ptr<postgres_state::Session> session, Clock& clock);

  absl::Status Take();
  absl::Status Connected();  // with mutex_ held: a session that lives
  absl::Status Renew();
  void KeepRenewing(std::stop_token stop);
  void Lose(absl::Status why);

  const Options options_;
  Clock& clock_;
  Fence fence_;
  std::vector<std::string> taken_over_;
  absl::Duration renewed_;  // of clock_: before the last sign of life was sent

  std::mutex mutex_;
  std::unique_ptr<postgres_state::Session> session_;

  std::mutex lost_mutex_;
  absl::Status lost_;
  std::function<void(const absl::Status&)> on_lost_;

  std::jthread renewing_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_LEASE_POSTGRES_LEASE_H_

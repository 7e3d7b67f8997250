// Where a release waits for a person, and where a person stops it.
#ifndef RELEASE_TOOLS_COORDINATOR_RUNNER_APPROVAL_GATE_H_
#define RELEASE_TOOLS_COORDINATOR_RUNNER_APPROVAL_GATE_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace release {

struct Verdict {
  bool approved = false;
  std::string by;
  std::string how;
};

// Threads: any.
class ApprovalGate {
 public:
  // Opens the question about a plan. `record` makes the plan known and gives its
  // sequence number; who learns of the plan by it can answer at once.
  absl::StatusOr<uint64_t> Open(const std::function<absl::StatusOr<uint64_t>()>& record);

  // Waits for the answer; nothing when `stop` came first.
  std::optional<Verdict> Await(std::stop_token stop);

  // FAILED_PRECONDITION when nothing waits or another plan does.
  absl::Status Answer(uint64_t plan_sequence, Verdict verdict);

 private:
  std::mutex mutex_;
  std::condition_variable_any answered_;
  std::optional<uint64_t> waiting_;
  std::optional<Verdict> verdict_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_RUNNER_APPROVAL_GATE_H_

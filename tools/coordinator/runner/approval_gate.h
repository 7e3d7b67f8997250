// Where a release waits for a person, and where a person stops it.
#ifndef RELEASE_TOOLS_COORDINATOR_RUNNER_APPROVAL_GATE_H_
#define RELEASE_TOOLS_COORDINATOR_RUNNER_APPROVAL_GATE_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"

namespace release {

struct Verdict {
  bool approved = false;
  std::string by;
  std::string how;
};

// Threads: any.
class ApprovalGate {
 public:
  // Opens the question about the plan with this sequence number and waits for
  // an answer; nothing when `stop` came first.
  std::optional<Verdict> Await(uint64_t plan_sequence, std::stop_token stop);

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

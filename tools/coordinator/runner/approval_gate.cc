#include "tools/coordinator/runner/approval_gate.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace release {

absl::StatusOr<uint64_t> ApprovalGate::Open(
    const std::function<absl::StatusOr<uint64_t>()>& record) {
  std::lock_guard lock(mutex_);
  absl::StatusOr<uint64_t> sequence = record();
  if (sequence.ok()) waiting_ = *sequence;
  return sequence;
}

std::optional<Verdict> ApprovalGate::Await(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  answered_.wait(lock, std::move(stop), [this] { return verdict_.has_value(); });
  waiting_.reset();
  return std::exchange(verdict_, std::nullopt);
}

absl::Status ApprovalGate::Answer(uint64_t plan_sequence, Verdict verdict) {
  {
    std::lock_guard lock(mutex_);
    if (!waiting_.has_value() || verdict_.has_value()) {
      return absl::FailedPreconditionError("no plan waits for an answer");
    }
    if (*waiting_ != plan_sequence) {
      return absl::FailedPreconditionError(
          absl::StrCat("the plan that waits is ", *waiting_, ", not ", plan_sequence));
    }
    verdict_ = std::move(verdict);
  }
  answered_.notify_all();
  return absl::OkStatus();
}

}  // namespace release

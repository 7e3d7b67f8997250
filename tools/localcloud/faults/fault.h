// A fault to order: what goes wrong, on which calls.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FAULTS_FAULT_H_
#define RELEASE_TOOLS_LOCALCLOUD_FAULTS_FAULT_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace release::cloud {

// What goes wrong. The comment gives the word in JSON and the fields that it reads.
enum class FaultKind {
  kStatus,         // "status": an error in the API's own shape. status, code, message, retry_after
                   // (seconds), body (replaces the shape)
  kHtml,           // "html": an error page of a machine in between. status
  kLatency,        // "latency": the right answer, late. milliseconds
  kResetBefore,    // "reset_before": connection reset, nothing was done
  kResetAfter,     // "reset_after": it was done, but the answer is lost
  kCutAnswer,      // "cut_answer": it was done, and half of the answer arrives
  kExpiredToken,   // "expired_token": the credential of this call has expired
  kPartialUpload,  // "partial_upload": half of what was sent is kept, then status
  kUnhealthyRollout,  // "unhealthy_rollout": what this call starts never gets healthy
  kStageEnds,         // "stage_ends": the deployment's last stage ends as `stage_status` says:
                      // "failure", or "active" for one that goes on for `milliseconds`
  kStaleReads,        // "stale_reads": the state as it was `milliseconds` ago
};

struct Fault {
  FaultKind kind = FaultKind::kStatus;
  int status = 500;
  int code = 10000;
  std::string message = "ordered fault";
  std::optional<int> retry_after;  // seconds
  nlohmann::json body;             // null: the API's own shape
  absl::Duration duration = absl::ZeroDuration();
  std::string stage_status = "failure";
};

struct FaultOrder {
  std::string method = "*";  // "*": any
  std::string route = "*";   // path template, as the request log names it; "*": any
  std::string contains;      // text that the target must contain
  int skip = 0;              // matching calls that go well first
  int count = 1;             // calls that fail then; -1: all
  Fault fault;
};

// The word of a kind in JSON.
std::string FaultWord(FaultKind kind);

// Reads `{"faults": [{"method", "route", "contains", "skip", "count", "fault": {"kind", ...}}]}`.
// Errors: INVALID_ARGUMENT, FAULTS-MALFORMED, naming the entry and the field; an unknown field or
// word is an error.
absl::StatusOr<std::vector<FaultOrder>> ParseFaults(const std::string& json);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FAULTS_FAULT_H_

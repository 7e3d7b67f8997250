// A failure that travels as absl::Status and tells its cause and its cure.
//
// Inside the toolchain a function returns absl::Status or absl::StatusOr. Whoever knows what went
// wrong attaches a release.v1.Diagnosis once, where it is known; everybody else passes the status
// on. At the edge (terminal, journal, gRPC) DiagnosisOf() gives the message back.
#ifndef RELEASE_TOOLS_BASE_DIAGNOSIS_H_
#define RELEASE_TOOLS_BASE_DIAGNOSIS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release {

// Type URL of the payload that holds a serialized release.v1.Diagnosis.
inline constexpr absl::string_view kDiagnosisPayload = "type.googleapis.com/release.v1.Diagnosis";

// The words of a diagnosis; see diagnosis.proto for what each field owes its reader.
struct DiagnosisText {
  std::string code = {};
  std::string what = {};
  std::string why = {};
  std::string fix = {};
  v1::Retry retry = v1::RETRY_NEVER;
};

// Returns a failed status whose message is "CODE: what" and whose payload is the diagnosis.
// `status` must not be kOk.
absl::Status Diagnose(absl::StatusCode status, DiagnosisText text);

// The same from a message that has more to say: a place, evidence, a severity.
absl::Status DiagnosisStatus(absl::StatusCode status, v1::Diagnosis diagnosis);

// The diagnosis inside `status`; absent when it is OK, has none, or has one that does not parse.
std::optional<v1::Diagnosis> DiagnosisIn(const absl::Status& status);

// The diagnosis inside `status`, or one made from its code and message: `INTERNAL-NOT-FOUND`.
// For an OK status the result is empty.
v1::Diagnosis DiagnosisOf(const absl::Status& status);

// A failed status for a system call: the code fits `error_number`, the text ends in its meaning
// ("permission denied"). `why` is extended by the system's words.
absl::Status DiagnoseErrno(int error_number, DiagnosisText text);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_DIAGNOSIS_H_

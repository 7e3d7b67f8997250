#include "tools/base/diagnosis.h"

#include <cassert>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_replace.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release {
namespace {

// The strerror of the C locale, from any thread.
std::string ErrnoWords(int error_number) {
  const char* words = strerrordesc_np(error_number);
  return words != nullptr ? std::string(words) : Concat("error ", error_number);
}

// A proto3 string that is no UTF-8 does not survive the travel, and the whole diagnosis with it. Texts
// quote what people wrote and what servers answered, so such bytes do come.
void KeepText(std::string* text) {
  if (!IsUtf8(*text)) *text = PrintableLine(*text);
}

void KeepText(v1::Diagnosis& diagnosis) {
  for (std::string* text : {diagnosis.mutable_code(), diagnosis.mutable_what(),
                            diagnosis.mutable_why(), diagnosis.mutable_fix()}) {
    KeepText(text);
  }
  if (diagnosis.has_place()) {
    KeepText(diagnosis.mutable_place()->mutable_file());
    KeepText(diagnosis.mutable_place()->mutable_excerpt());
  }
  for (std::string& line : *diagnosis.mutable_evidence()) KeepText(&line);
}

}  // namespace

absl::Status Diagnose(absl::StatusCode status, DiagnosisText text) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(std::move(text.code));
  diagnosis.set_what(std::move(text.what));
  diagnosis.set_why(std::move(text.why));
  diagnosis.set_fix(std::move(text.fix));
  diagnosis.set_severity(v1::SEVERITY_ERROR);
  diagnosis.set_retry(text.retry);
  return DiagnosisStatus(status, std::move(diagnosis));
}

absl::Status DiagnosisStatus(absl::StatusCode status, v1::Diagnosis diagnosis) {
  assert(status != absl::StatusCode::kOk);
  KeepText(diagnosis);
  absl::Status result(status, Concat(diagnosis.code(), ": ", diagnosis.what()));
  result.SetPayload(kDiagnosisPayload, absl::Cord(diagnosis.SerializeAsString()));
  return result;
}

std::optional<v1::Diagnosis> DiagnosisIn(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kDiagnosisPayload);
  if (!payload.has_value()) return std::nullopt;
  v1::Diagnosis diagnosis;
  if (!diagnosis.ParseFromString(std::string(*payload))) return std::nullopt;
  return diagnosis;
}

v1::Diagnosis DiagnosisOf(const absl::Status& status) {
  if (status.ok()) return {};
  if (std::optional<v1::Diagnosis> found = DiagnosisIn(status)) return *std::move(found);
  v1::Diagnosis diagnosis;
  std::string name = absl::StatusCodeToString(status.code());
  absl::StrReplaceAll({{"_", "-"}}, &name);
  diagnosis.set_code(Concat("INTERNAL-", name.empty() ? "UNKNOWN" : name));
  diagnosis.set_what(status.message().empty() ? "an operation failed without saying why"
                                              : std::string(status.message()));
  diagnosis.set_fix("this is a defect of the release tool: report it with the text above");
  diagnosis.set_severity(v1::SEVERITY_ERROR);
  diagnosis.set_retry(v1::RETRY_NEVER);
  return diagnosis;
}

absl::Status DiagnoseErrno(int error_number, DiagnosisText text) {
  AppendTo(text.why, text.why.empty() ? "" : ": ", ErrnoWords(error_number));
  return Diagnose(absl::ErrnoToStatusCode(error_number), std::move(text));
}

}  // namespace release

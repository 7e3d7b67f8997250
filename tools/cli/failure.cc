#include "tools/cli/failure.h"

#include <unistd.h>

#include <iostream>
#include <string>

#include "absl/strings/match.h"
#include "tools/base/diagnosis_text.h"
#include "tools/cli/terminal/style.h"
#include "tools/coordinator/problems/problems.h"

namespace release {
namespace {

// Codes are stable and begin with the room that gave them.
ExitCode ExitCodeOfDiagnosis(const std::string& code) {
  if (code == "LEASE-HELD") return ExitCode::kLocked;
  for (const char* room : {"JOURNAL-", "LEASE-", "CATALOG-", "PLUGIN-", "PLAN-PAST-", "STATE-NEWER",
                           "STATE-FOREIGN", "STATE-STATEMENT"}) {
    if (absl::StartsWith(code, room)) return ExitCode::kUnsound;
  }
  for (const char* room : {"RELEASE-", "STATE-CONNECT", "STATE-BUSY", "STATE-DISK-FULL",
                           "STATE-READ-ONLY", "STATE-PERMISSION"}) {
    if (absl::StartsWith(code, room)) return ExitCode::kRefused;
  }
  if (absl::StartsWith(code, "INTERNAL-")) return ExitCode::kInternal;
  return ExitCode::kUsage;
}

}  // namespace

ExitCode ShowFailure(const absl::Status& status) {
  const Problems problems = ProblemsIn(status);
  const Style style = Style::For(STDERR_FILENO);
  for (const v1::Diagnosis& diagnosis : problems.list) {
    std::cerr << FormatDiagnosis(diagnosis, {.color = style.color()}) << '\n';
  }
  std::cerr << "Nothing was changed.\n";
  return ExitCodeOfDiagnosis(problems.list.front().code());
}

ExitCode ExitCodeOfLostJournal(const v1::Diagnosis& diagnosis) {
  if (diagnosis.code() == "LEASE-LOST") return ExitCode::kLocked;
  // The database can be there again in a moment; a file that failed has to be looked at.
  if (absl::StartsWith(diagnosis.code(), "STATE-")) return ExitCode::kInterrupted;
  return ExitCode::kUnsound;
}

ExitCode ExitCodeOf(const v1::ReleaseFinished& finished) {
  switch (finished.outcome()) {
    case v1::RELEASE_OUTCOME_SUCCEEDED:
    case v1::RELEASE_OUTCOME_PLANNED:
      return ExitCode::kOk;
    case v1::RELEASE_OUTCOME_FAILED:
      return ExitCode::kStepFailed;
    case v1::RELEASE_OUTCOME_INTERRUPTED:
      return ExitCode::kInterrupted;
    case v1::RELEASE_OUTCOME_INCONCLUSIVE:
      return ExitCode::kInconclusive;
    case v1::RELEASE_OUTCOME_REFUSED:
    case v1::RELEASE_OUTCOME_ABANDONED:
      return ExitCode::kRefused;
    default:
      return ExitCode::kInternal;
  }
}

}  // namespace release

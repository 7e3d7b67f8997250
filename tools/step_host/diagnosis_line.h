// The line that a step host writes to stderr when it refuses to go on and has no stream to say so:
//
//   step-host-diagnosis: {"code":"HOST-ABI-MAJOR",...}
#ifndef RELEASE_TOOLS_STEP_HOST_DIAGNOSIS_LINE_H_
#define RELEASE_TOOLS_STEP_HOST_DIAGNOSIS_LINE_H_

#include <optional>
#include <string>
#include <string_view>

#include "proto/release/v1/diagnosis.pb.h"

namespace release {

// With its newline.
std::string DiagnosisLine(const v1::Diagnosis& diagnosis);

// Reads one line of stderr, without its newline. Absent for any other line.
std::optional<v1::Diagnosis> ParseDiagnosisLine(std::string_view line);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_DIAGNOSIS_LINE_H_

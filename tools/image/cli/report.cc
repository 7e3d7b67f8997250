#include "tools/image/cli/report.h"

#include <iostream>

#include "tools/base/diagnosis.h"
#include "tools/base/diagnosis_text.h"
#include "tools/image/cli/exit_code.h"

namespace release::image {

void Print(const v1::Diagnosis& diagnosis) { std::cerr << FormatDiagnosis(diagnosis, {}); }

int Fail(const absl::Status& status) {
  const v1::Diagnosis diagnosis = DiagnosisOf(status);
  Print(diagnosis);
  return diagnosis.code() == "IMAGE-USAGE" ? kUsage : kWrongInput;
}

}  // namespace release::image

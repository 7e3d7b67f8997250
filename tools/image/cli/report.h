// What people read on stderr.
#ifndef RELEASE_TOOLS_IMAGE_CLI_REPORT_H_
#define RELEASE_TOOLS_IMAGE_CLI_REPORT_H_

#include "absl/status/status.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::image {

void Print(const v1::Diagnosis& diagnosis);

// Prints the failure and gives its exit code: kUsage for IMAGE-USAGE, else kWrongInput.
int Fail(const absl::Status& status);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_REPORT_H_

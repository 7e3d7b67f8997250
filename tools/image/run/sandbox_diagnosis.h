// Why a sandbox could not be made, in words.
#ifndef RELEASE_TOOLS_IMAGE_RUN_SANDBOX_DIAGNOSIS_H_
#define RELEASE_TOOLS_IMAGE_RUN_SANDBOX_DIAGNOSIS_H_

#include "absl/status/status.h"
#include "tools/image/run/sandbox_child.h"

namespace release::image {

// The kernel refused new namespaces. Looks for the setting that forbids them.
absl::Status NoNamespaces(int error_number);

// The report of a phase other than kEnded.
absl::Status SetupFailure(const ChildReport& report, const ChildPlan& plan);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_SANDBOX_DIAGNOSIS_H_

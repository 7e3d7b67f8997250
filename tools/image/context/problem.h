// A diagnosis of this room: paths can hold any bytes, a diagnosis only text.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_PROBLEM_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_PROBLEM_H_

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"

namespace release::image {

// As Diagnose(), with every text made printable.
absl::Status Problem(absl::StatusCode status, DiagnosisText text);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_PROBLEM_H_

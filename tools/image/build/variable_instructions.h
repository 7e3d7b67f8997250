// ENV, ARG and LABEL: names with values.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_VARIABLE_INSTRUCTIONS_H_
#define RELEASE_TOOLS_IMAGE_BUILD_VARIABLE_INSTRUCTIONS_H_

#include "absl/status/status.h"
#include "tools/image/build/step.h"

namespace release::image {

// All pairs of a line see the variables from before the line. Errors: the lexer's, and
// IMAGE-NAME-BLANK for a name that becomes nothing.
absl::Status ApplyEnv(const Step& step);
absl::Status ApplyLabel(const Step& step);

// Each argument sees those before it.
absl::Status ApplyArg(const Step& step);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_VARIABLE_INSTRUCTIONS_H_

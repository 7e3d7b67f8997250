// From one logical line to an instruction: name, flags, arguments in the form of the instruction.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_ARGUMENT_FORMS_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_ARGUMENT_FORMS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/image/dockerfile/logical_lines.h"
#include "tools/image/dockerfile/source.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// An instruction of an unknown name has no arguments and is for the checks to refuse. Errors:
// DOCKERFILE-JSON for an array of something else than strings, DOCKERFILE-KEY-VALUE for an ENV or
// LABEL of neither form, DOCKERFILE-ONBUILD for ONBUILD nested without end.
absl::StatusOr<Instruction> ReadInstruction(const Source& source, const LogicalLine& line,
                                            char escape);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_ARGUMENT_FORMS_H_

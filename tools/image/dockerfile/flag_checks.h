// The flags of an instruction against the ones it takes.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_FLAG_CHECKS_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_FLAG_CHECKS_H_

#include "absl/status/status.h"
#include "tools/image/dockerfile/instruction_table.h"
#include "tools/image/dockerfile/source.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// DOCKERFILE-FLAG for a flag that is unknown, said twice, or has the wrong kind of value.
absl::Status CheckFlags(const Source& source, const Instruction& instruction,
                        const InstructionRow& row);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_FLAG_CHECKS_H_

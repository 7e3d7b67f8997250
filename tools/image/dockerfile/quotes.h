// Quotes that do not end.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_QUOTES_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_QUOTES_H_

#include <vector>

#include "absl/status/status.h"
#include "tools/image/dockerfile/instruction_table.h"
#include "tools/image/dockerfile/source.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// DOCKERFILE-QUOTE when a quote of an ENV, LABEL or ARG does not end. Two lesser cases are warnings
// of the same code, since BuildKit parses them and a tree of them can be asked for: a single quote
// that would end if a backslash could escape it (`'a\'b'`), and the words of other instructions.
// All of them fail when the words are expanded.
absl::Status CheckQuotes(const Source& source, char escape, const Instruction& instruction,
                         const InstructionRow& row, std::vector<Warning>& warnings);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_QUOTES_H_

// Documents inside the Dockerfile: which ones a line announces, and what they hold.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_HEREDOC_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_HEREDOC_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tools/image/dockerfile/logical_lines.h"
#include "tools/image/dockerfile/source.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// The heredoc that a word of an instruction is: `<<EOF`, `<<-EOF`, `3<<'E F'`. Nothing when the
// word is something else, `a<<EOF` among others. Its content is empty.
std::optional<Heredoc> HeredocOf(std::string_view word);

// The same for every word of a line. A line whose quotes do not end has none.
std::vector<Heredoc> HeredocsIn(std::string_view line);

// Whether the instruction's lines may be followed by documents: RUN, COPY and ADD, and ONBUILD of
// these, unless the arguments are JSON.
bool MayHaveHeredocs(const Instruction& instruction);

// Reads the documents that the instruction announces into it. One that does not end:
// DOCKERFILE-HEREDOC.
absl::Status ReadHeredocs(const Source& source, LogicalLines& lines, Instruction& instruction);

// Drops the tabs in front of every line, as `<<-` asks.
std::string WithoutLeadingTabs(std::string_view content);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_HEREDOC_H_

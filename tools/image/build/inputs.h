// The list of declared inputs that the rule writes for the program.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_INPUTS_H_
#define RELEASE_TOOLS_IMAGE_BUILD_INPUTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/context/build_context.h"

namespace release::image {

// One input a line, `KIND<TAB>CONTEXT_PATH<TAB>SOURCE`:
//
//   file     mode 0644
//   program  mode 0755
//   auto     0755 when it begins with `#!` or is a program by its ELF header, else 0644
//   dir      an empty folder; no SOURCE
//   link     a symlink; SOURCE is what it says
//   tree     what is below the folder SOURCE goes below CONTEXT_PATH: files as auto, symlinks that
//            stay within the tree as they are, others as the files that they lead to (Bazel's
//            sandbox shows every input as a symlink)
//
// `file` is for messages. A CONTEXT_PATH of `.` is the context itself, for a tree. Errors, with
// their line: IMAGE-INPUTS; those of OpenFile() for sources.
absl::StatusOr<std::vector<DeclaredInput>> ParseInputs(std::string_view text,
                                                       const std::string& file);

// ParseInputs() of a file's content.
absl::StatusOr<std::vector<DeclaredInput>> ReadInputs(const std::string& file);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_INPUTS_H_

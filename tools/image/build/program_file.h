// Whether a file is one that people execute: Bazel does not carry modes.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_PROGRAM_FILE_H_
#define RELEASE_TOOLS_IMAGE_BUILD_PROGRAM_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace release::image {

// True for bytes that begin with `#!`, and for an ELF program: ET_EXEC, or ET_DYN that asks for an
// interpreter (PT_INTERP), which a shared library does not.
bool IsProgram(std::string_view bytes);

// The same for the beginning of a file. Errors: FILE-NOT-FOUND, FILE-UNREADABLE.
absl::StatusOr<bool> IsProgramFile(const std::string& path);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_PROGRAM_FILE_H_

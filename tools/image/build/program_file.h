// Whether a file is one that people execute: Bazel does not carry modes.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_PROGRAM_FILE_H_
#define RELEASE_TOOLS_IMAGE_BUILD_PROGRAM_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace release::image {

// True for bytes that begin with `#!`, and for an ELF program: ET_EXEC, or ET_DYN with an entry
// point, which a shared library does not have. Not by its interpreter (PT_INTERP): a static program
// has none, nor has the loader, which the kernel wants to be executable.
bool IsProgram(std::string_view bytes);

// The same for the beginning of a file. Errors: FILE-NOT-FOUND, FILE-UNREADABLE.
absl::StatusOr<bool> IsProgramFile(const std::string& path);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_PROGRAM_FILE_H_

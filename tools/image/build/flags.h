// The flags of an instruction.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_FLAGS_H_
#define RELEASE_TOOLS_IMAGE_BUILD_FLAGS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/image/dockerfile/tree.h"

namespace release::image {

// The value of `--name=value`; absent when the instruction does not have the flag.
std::optional<std::string> FlagValue(const Instruction& instruction, std::string_view name);

// All values of a flag that may stand there several times.
std::vector<std::string> FlagValues(const Instruction& instruction, std::string_view name);

// Whether the flag `--name` is there and is not `=false`.
bool FlagIsSet(const Instruction& instruction, std::string_view name);

// The stages and images that a COPY or RUN takes files from: `--from=`, `--mount=...,from=`.
std::vector<std::string> FromValues(const Instruction& instruction);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_FLAGS_H_

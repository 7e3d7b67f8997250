// HEALTHCHECK: its type and the values of its flags.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_HEALTHCHECK_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_HEALTHCHECK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/image/dockerfile/tree.h"

namespace release::image {

struct HealthMistake {
  std::string text;  // what to point at
  std::string what;
  std::string why;
  std::string fix;
};

// The first mistake of a HEALTHCHECK that has arguments. Flags it does not know are not looked at.
std::optional<HealthMistake> FindHealthMistake(const Instruction& instruction);

// Nanoseconds of a duration as Go writes it: `1m30s`, `1.5h`, `500ms`, `0`. Nothing for another
// text, and for one beyond 292 years.
std::optional<std::int64_t> Nanoseconds(std::string_view duration);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_HEALTHCHECK_H_

// The Dockerfile language as BuildKit reads it: text in, tree or diagnosis out.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_PARSER_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_PARSER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/image/dockerfile/tree.h"

namespace release::image {

// A Dockerfile larger than this is refused.
inline constexpr std::size_t kLargestDockerfile = std::size_t{1} << 20;

// Parses and checks `text`. `file` is the path that diagnoses show.
//
// As in BuildKit, the whole file is read first and the instructions are judged after that, so of
// two mistakes the one in the form of a line is told before an unknown instruction above it. Errors
// are INVALID_ARGUMENT with a diagnosis `DOCKERFILE-...` that has a place; kinds: EMPTY, BYTES,
// TOO-LARGE, LONG-LINE, DIRECTIVE, HEREDOC, JSON, KEY-VALUE, QUOTE, INSTRUCTION, FLAG, ARGUMENTS,
// NO-STAGE, STAGE-NAME, ONBUILD, HEALTHCHECK, PORT.
absl::StatusOr<Dockerfile> ParseDockerfile(std::string_view text, const std::string& file);

// ParseDockerfile() of a file's bytes; also the errors of ReadFile() (tools/base/files.h).
absl::StatusOr<Dockerfile> ReadDockerfile(const std::string& path);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_PARSER_H_

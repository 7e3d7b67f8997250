// The command line, and the files of it.
#ifndef RELEASE_TOOLS_IMAGE_CLI_ARGUMENTS_H_
#define RELEASE_TOOLS_IMAGE_CLI_ARGUMENTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace release::image {

// The arguments behind the program's name, with every `@FILE` replaced by the lines of that file,
// each one argument (empty lines left out). Files do not nest. Errors: those of ReadFile().
absl::StatusOr<std::vector<std::string>> ReadArguments(int argc, char** argv);

// `NAME=VALUE` at its first `=`. INVALID_ARGUMENT, IMAGE-USAGE, when there is none or no name;
// `flag` is for the message.
absl::StatusOr<std::pair<std::string, std::string>> SplitAtEquals(const std::string& flag,
                                                                  const std::string& text);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_ARGUMENTS_H_

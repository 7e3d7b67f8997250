// `image inspect`
#ifndef RELEASE_TOOLS_IMAGE_CLI_INSPECT_COMMAND_H_
#define RELEASE_TOOLS_IMAGE_CLI_INSPECT_COMMAND_H_

#include <CLI/CLI.hpp>

namespace release::image {

// As AddParseCommand().
void AddInspectCommand(CLI::App& app, int& exit_code);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_INSPECT_COMMAND_H_

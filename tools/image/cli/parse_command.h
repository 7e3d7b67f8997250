// `image parse`
#ifndef RELEASE_TOOLS_IMAGE_CLI_PARSE_COMMAND_H_
#define RELEASE_TOOLS_IMAGE_CLI_PARSE_COMMAND_H_

#include <CLI/CLI.hpp>

namespace release::image {

// Adds the subcommand; when it is called its exit code goes to `exit_code`, which must outlive
// `app`.
void AddParseCommand(CLI::App& app, int& exit_code);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_PARSE_COMMAND_H_

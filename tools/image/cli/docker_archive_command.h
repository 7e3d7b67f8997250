// `image docker-archive`
#ifndef RELEASE_TOOLS_IMAGE_CLI_DOCKER_ARCHIVE_COMMAND_H_
#define RELEASE_TOOLS_IMAGE_CLI_DOCKER_ARCHIVE_COMMAND_H_

#include <CLI/CLI.hpp>

namespace release::image {

// As AddParseCommand().
void AddDockerArchiveCommand(CLI::App& app, int& exit_code);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_DOCKER_ARCHIVE_COMMAND_H_

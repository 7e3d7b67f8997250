// The subcommands of the program.
#ifndef RELEASE_TOOLS_IMAGE_CLI_COMMANDS_H_
#define RELEASE_TOOLS_IMAGE_CLI_COMMANDS_H_

namespace release::image {

// Reads the command line, does what it says and returns the exit code (exit_code.h).
int RunProgram(int argc, char** argv);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_COMMANDS_H_

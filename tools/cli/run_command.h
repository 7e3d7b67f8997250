// `release run`.
#ifndef RELEASE_TOOLS_CLI_RUN_COMMAND_H_
#define RELEASE_TOOLS_CLI_RUN_COMMAND_H_

#include "tools/cli/exit_code.h"
#include "tools/cli/flags.h"

namespace release {

// Stop signals must be blocked (signals.h) before any thread was started.
ExitCode RunCommand(const Flags& flags);

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_RUN_COMMAND_H_

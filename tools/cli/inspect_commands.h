// `release status`, `list`, `watch`, `cancel` and `approve`.
#ifndef RELEASE_TOOLS_CLI_INSPECT_COMMANDS_H_
#define RELEASE_TOOLS_CLI_INSPECT_COMMANDS_H_

#include "tools/cli/exit_code.h"
#include "tools/cli/flags.h"

namespace release {

// Clients of the coordinator that works in `--state`. Where none does, the
// journal there is served for the length of the command, and nothing runs.
ExitCode InspectCommand(const Flags& flags);

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_INSPECT_COMMANDS_H_

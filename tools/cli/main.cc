// release: runs releases and looks at them. See README.md.
#include "tools/cli/exit_code.h"
#include "tools/cli/flags.h"
#include "tools/cli/inspect_commands.h"
#include "tools/cli/run_command.h"
#include "tools/cli/signals.h"
#include "tools/coordinator/secrets/process_environment.h"

int main(int argc, char** argv) {
  release::ProtectMemory();  // secrets will be in it
  const release::ParsedFlags parsed = release::ParseFlags(argc, argv);
  if (!parsed.flags.has_value()) return parsed.exit_code;
  const release::Flags& flags = *parsed.flags;
  release::ExitCode code = release::ExitCode::kOk;
  if (flags.command == release::CommandName::kRun) {
    release::BlockStopSignals();
    code = release::RunCommand(flags);
  } else {
    code = release::InspectCommand(flags);
  }
  return static_cast<int>(code);
}

// release: runs releases and looks at them. See README.md.
#include <sys/prctl.h>
#include <sys/resource.h>

#include "tools/cli/exit_code.h"
#include "tools/cli/flags.h"
#include "tools/cli/inspect_commands.h"
#include "tools/cli/run_command.h"
#include "tools/cli/signals.h"

namespace {

// Secrets will be in this memory: no core file, and no other process reads it.
void KeepMemoryPrivate() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

int main(int argc, char** argv) {
  KeepMemoryPrivate();
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

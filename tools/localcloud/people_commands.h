// The commands for people who look at a cloud.
#ifndef RELEASE_TOOLS_LOCALCLOUD_PEOPLE_COMMANDS_H_
#define RELEASE_TOOLS_LOCALCLOUD_PEOPLE_COMMANDS_H_

#include <string>

#include "absl/status/status.h"
#include "tools/localcloud/stop_signals.h"

namespace release {

// Whether the cloud of `directory` runs, and where, on stdout. Returns the exit code.
int ShowStatus(const std::string& directory);

// Removes the directory. Errors: those of CloudDirectory::Open and Remove.
absl::Status ResetCloud(const std::string& directory, StopSignals& signals);

// The last lines of every log, on stdout.
void ShowLogs(const std::string& directory);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_PEOPLE_COMMANDS_H_

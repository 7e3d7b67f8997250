// Shows a failure that happened outside a release, and turns it into an exit code.
#ifndef RELEASE_TOOLS_CLI_FAILURE_H_
#define RELEASE_TOOLS_CLI_FAILURE_H_

#include "absl/status/status.h"
#include "proto/release/v1/event.pb.h"
#include "tools/cli/exit_code.h"

namespace release {

// Every problem of `status` to stderr, then that nothing was changed.
ExitCode ShowFailure(const absl::Status& status);

// After a release that had to stop because its journal takes no more events.
ExitCode ExitCodeOfLostJournal(const v1::Diagnosis& diagnosis);

ExitCode ExitCodeOf(const v1::ReleaseFinished& finished);

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_FAILURE_H_

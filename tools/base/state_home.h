// Where the toolchain keeps what outlives a command: journals, leases, the local cloud's data.
#ifndef RELEASE_TOOLS_BASE_STATE_HOME_H_
#define RELEASE_TOOLS_BASE_STATE_HOME_H_

#include <string>

#include "absl/status/statusor.h"

namespace release {

// ${XDG_STATE_HOME:-~/.local/state}/release/<workspace>-<8 hex>, so that two clones of one source
// tree share nothing. The name is the last part of `workspace`, the hex digits are of its whole
// path. Nothing is created. FAILED_PRECONDITION, STATE-NO-HOME, when neither XDG_STATE_HOME nor
// HOME is an absolute path.
absl::StatusOr<std::string> WorkspaceStateDirectory(const std::string& workspace);

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_STATE_HOME_H_

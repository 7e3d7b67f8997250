// What happens in front of a running cloud: a command, or waiting.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FOREGROUND_H_
#define RELEASE_TOOLS_LOCALCLOUD_FOREGROUND_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloud.h"

namespace release {

// Runs `argv` with `--set=hosts.api=HOST:PORT` appended, our environment with DATABASE_URL, our
// standard streams, and in our process group, so that it may use the terminal and a Ctrl-C reaches
// it, once, from the terminal. We pass SIGTERM and SIGHUP on to it, and let SIGINT pass by. Returns
// its exit code, or 128 + the signal that ended it. Errors: PROCESS-*.
absl::StatusOr<int> RunInForeground(Cloud& cloud, std::vector<std::string> argv);

// Says what to try, on stdout, and returns when a signal comes.
void StayUp(Cloud& cloud, const std::string& directory);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_FOREGROUND_H_

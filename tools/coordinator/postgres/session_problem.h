// What can go wrong with a session, in words and with a cure. Pure.
#ifndef RELEASE_TOOLS_COORDINATOR_POSTGRES_SESSION_PROBLEM_H_
#define RELEASE_TOOLS_COORDINATOR_POSTGRES_SESSION_PROBLEM_H_

#include <string_view>

#include "absl/status/status.h"

namespace release::postgres_state {

// Reads libpq's words about a connection that could not be made, taken with PQERRORS_VERBOSE so
// that they hold the SQLSTATE: STATE-CONNECT-*.
absl::Status ConnectFailed(std::string_view target, std::string_view words);

// STATE-CONNECT-TIMEOUT.
absl::Status ConnectTimedOut(std::string_view target, std::string_view waited);

// STATE-CONNECTION-LOST.
absl::Status ConnectionLost(std::string_view target, std::string_view words);

// STATE-STATEMENT, or for what is not the program's fault: STATE-DISK-FULL, STATE-READ-ONLY,
// STATE-BUSY (a lock was not given in time), STATE-PERMISSION.
absl::Status StatementRefused(std::string_view target, std::string_view sqlstate,
                              std::string_view message);

}  // namespace release::postgres_state

#endif  // RELEASE_TOOLS_COORDINATOR_POSTGRES_SESSION_PROBLEM_H_

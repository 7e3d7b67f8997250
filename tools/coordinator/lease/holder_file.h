// <state>/holder.json: who says that it holds the lease.
#ifndef RELEASE_TOOLS_COORDINATOR_LEASE_HOLDER_FILE_H_
#define RELEASE_TOOLS_COORDINATOR_LEASE_HOLDER_FILE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace release {

struct LeaseHolder {
  std::string by;  // `user@host`, for people
  std::string host;
  int64_t pid = 0;
  absl::Time since;
  std::string release_id;  // empty until Lease::Describe
  std::string doing;       // "applying migrate"; empty until Lease::Describe

  // The process is stopped and goes on when it is told to (SIGCONT).
  bool paused = false;
};

// Replaces the file. The process of `holder` must be this one.
absl::Status WriteHolder(const std::string& directory, const LeaseHolder& holder);

// What the file says, if the process that wrote it still lives; absent otherwise, and when there is
// no file or it makes no sense. A process on another host is believed.
absl::StatusOr<std::optional<LeaseHolder>> ReadHolder(const std::string& directory);

void RemoveHolder(const std::string& directory);

// Name of this machine.
std::string HostName();

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_LEASE_HOLDER_FILE_H_

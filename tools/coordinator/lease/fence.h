// What a holder of leases shows before it writes, so that one who was paused and has been replaced
// writes nothing.
#ifndef RELEASE_TOOLS_COORDINATOR_LEASE_FENCE_H_
#define RELEASE_TOOLS_COORDINATOR_LEASE_FENCE_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/coordinator/postgres/session.h"

namespace release {

struct Fence {
  std::string environment;
  std::map<std::string, uint64_t> tokens;  // by surface
  absl::Duration term;                     // how long the lease is good for after a sign of life
};

// Passes while every token is the newest one of its surface, and renews the lease by it. Inside a
// transaction the rows stay ours until its end, so that nobody takes over before it is committed.
// Errors: LEASE-LOST, with who has it now; those of the session.
//
// A lease that ran out and that nobody has taken is still ours: no other token was given, so nobody
// was in between.
absl::Status PassFence(postgres_state::Session& session, const Fence& fence);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_LEASE_FENCE_H_

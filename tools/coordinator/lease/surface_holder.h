// Who holds a surface, as its row says, and whether that is still so.
#ifndef RELEASE_TOOLS_COORDINATOR_LEASE_SURFACE_HOLDER_H_
#define RELEASE_TOOLS_COORDINATOR_LEASE_SURFACE_HOLDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/coordinator/lease/process_identity.h"
#include "tools/coordinator/postgres/session.h"

namespace release {

struct SurfaceHolder {
  std::string surface;
  std::string by;
  std::string host;
  ProcessIdentity process;  // boot_id as PlaceOfProcesses gives it
  std::string release_id;
  std::string doing;

  // By the database's clock.
  absl::Duration held_for;
  absl::Duration runs_out_in;  // negative: it has run out
};

// The holders of the surfaces, in order; a surface that nobody holds is left out. The rows stay
// locked until the caller's transaction ends; missing ones are made.
absl::StatusOr<std::vector<SurfaceHolder>> LockSurfaces(postgres_state::Session& session,
                                                        const std::string& environment,
                                                        const std::vector<std::string>& surfaces);

// Boot of this machine and the name space of its process numbers: two processes with the same value
// see each other under the same numbers. A container is a place of its own.
std::string PlaceOfProcesses();

// Why the holder has ended or its lease is over, in words; absent while it has to be respected.
std::optional<std::string> WhyOver(const SurfaceHolder& holder);

// LEASE-HELD by these.
absl::Status SurfacesHeld(const std::string& environment,
                          const std::vector<SurfaceHolder>& holders);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_LEASE_SURFACE_HOLDER_H_

// PostgreSQL's programs and data, before a server runs on them.
#ifndef RELEASE_TOOLS_LOCALCLOUD_POSTGRES_CLUSTER_H_
#define RELEASE_TOOLS_LOCALCLOUD_POSTGRES_CLUSTER_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/process.h"
#include "tools/localcloud/cloud_directory.h"
#include "tools/localcloud/stop_signals.h"

namespace release {

struct PostgresPrograms {
  std::string directory;  // holds initdb and postgres

  // The user that they are to see as themselves: PostgreSQL refuses root. Absent when we are not
  // root.
  std::optional<IdMap> identity;
};

// Errors: CLOUD-POSTGRES-MISSING, with the Debian package that brings them.
absl::StatusOr<PostgresPrograms> FindPostgres(const std::string& directory);

// Where the data lie, `DIR/postgres`, made by initdb the first time. The role `postgres` gets the
// directory's password, asked for on every connection. Errors: CLOUD-INITDB-FAILED with initdb's
// last words; CLOUD-DATA-VERSION when another major version made the data; CANCELLED.
//
// Only a finished cluster gets its name, so an initdb that was killed leaves nothing to trip over.
absl::StatusOr<std::string> EnsureCluster(const PostgresPrograms& programs,
                                          const CloudDirectory& directory, StopSignals& signals);

// Waits for the end of a server that a killed cloud left on `data`, and removes its pid file: the
// number may belong to another process by now, and PostgreSQL would not start. Only for the owner
// of the directory's lock. CANCELLED.
absl::Status EndPredecessor(const std::string& data, StopSignals& signals);

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_POSTGRES_CLUSTER_H_

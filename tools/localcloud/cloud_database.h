// The cloud's database as a Supabase project has it: PostgreSQL behind a session pooler and a
// transaction pooler.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUD_DATABASE_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUD_DATABASE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/base/clock.h"
#include "tools/base/secret.h"
#include "tools/localcloud/cloud_directory.h"
#include "tools/localcloud/database.h"
#include "tools/localcloud/keeper.h"
#include "tools/localcloud/loopback.h"
#include "tools/localcloud/pooler/pooler.h"
#include "tools/localcloud/postgres_cluster.h"
#include "tools/localcloud/postgres_server.h"
#include "tools/localcloud/status_page/cloud_status.h"
#include "tools/localcloud/stop_signals.h"

namespace release {

// Threads: one, which outlives the servers.
class CloudDatabase {
 public:
  // `project_ref`: what user names at the poolers end in.
  CloudDatabase(std::string postgres_programs, std::string project_ref, CloudDirectory& directory,
                StopSignals& signals, Clock& clock);

  // Chooses where the whole cloud listens, and starts the servers there. On failure some may run.
  // Errors: those of the parts.
  absl::Status Start(CloudEndpoints& endpoints);

  // Errors: those of release::ApplyPrelude().
  absl::Status Apply(const Prelude& prelude) const;

  // Of the session pooler, with the password in it.
  Secret Url() const;

  const Secret& password() const { return password_; }
  absl::Duration took() const { return took_; }

  // Starts again what ended, at the same address. Returns lines for people.
  std::vector<std::string> Tend();
  // Descriptors that are readable when a server has ended.
  std::vector<int> WaitFor() const;
  std::vector<cloud::PartStatus> Status() const;

  void Stop();

 private:
  struct Door {
    cloud::PoolMode mode;
    Endpoint CloudEndpoints::*endpoint;
    Keeper keeper;
    std::optional<cloud::Pooler> pooler = {};
  };

  absl::Status StartPostgres(CloudEndpoints& endpoints);
  absl::Status StartPooler(Door& door, CloudEndpoints& endpoints);
  absl::StatusOr<cloud::Pooler> PoolerAt(const Door& door, const Endpoint& endpoint,
                                         const Endpoint& postgres) const;

  const std::string postgres_programs_;
  const std::string project_ref_;
  CloudDirectory& directory_;
  StopSignals& signals_;
  Clock& clock_;

  CloudEndpoints endpoints_;
  PostgresPrograms programs_;
  Secret password_;
  Secret role_password_;  // of the poolers' own role
  absl::Duration took_;
  PostgresServer::Settings postgres_settings_;
  Keeper postgres_keeper_;
  std::optional<PostgresServer> postgres_;
  Door doors_[2];
};

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUD_DATABASE_H_

// A running connection pooler: Debian's pgbouncer before the cloud's PostgreSQL.
#ifndef RELEASE_TOOLS_LOCALCLOUD_POOLER_POOLER_H_
#define RELEASE_TOOLS_LOCALCLOUD_POOLER_POOLER_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/process.h"
#include "tools/base/secret.h"
#include "tools/localcloud/pooler/pooler_config.h"
#include "tools/localcloud/stop_signals.h"

namespace release::cloud {

// Every role of the database that may log in can do so with its own password, as `ROLE.REF` and as
// `ROLE`; no password of anybody is known here, the verifiers are asked for at each login. The
// process is killed when the thread that started it ends.
class Pooler {
 public:
  struct Settings {
    PoolerConfig config;
    std::string directory;  // of the process; `pooler-MODE.ini` is written there
    std::string log;

    // As of PostgresPrograms: pgbouncer refuses root too.
    std::optional<IdMap> identity;
    std::string program = "/usr/sbin/pgbouncer";
  };

  // Starts it and returns when it listens, whether PostgreSQL answers or not. `role_password` is
  // what EnsurePoolerRole() gave. Errors: CLOUD-POOLER-MISSING with the Debian package;
  // CLOUD-POOLER-PROJECT; ALREADY_EXISTS, CLOUD-PORT-TAKEN, when the endpoint is in use;
  // CLOUD-POOLER-FAILED with its last words; CANCELLED.
  static absl::StatusOr<Pooler> Start(const Settings& settings, const Secret& role_password,
                                      StopSignals& signals);

  Pooler(Pooler&&) = default;
  Pooler& operator=(Pooler&&) = default;
  // Kills it if it still runs.
  ~Pooler() = default;

  const Process& process() const { return process_; }

  // Cuts its clients off, ends it and waits: at most 3 s, then it is killed.
  void Stop() { process_.Terminate(absl::Seconds(3)); }

  // How it ended, when it did by itself.
  std::optional<Exit> Ended() { return process_.WaitFor(absl::ZeroDuration()); }

 private:
  explicit Pooler(Process process) : process_(std::move(process)) {}

  Process process_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_POOLER_POOLER_H_

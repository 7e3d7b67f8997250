// A running PostgreSQL.
#ifndef RELEASE_TOOLS_LOCALCLOUD_POSTGRES_SERVER_H_
#define RELEASE_TOOLS_LOCALCLOUD_POSTGRES_SERVER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/process.h"
#include "tools/localcloud/loopback.h"
#include "tools/localcloud/postgres_cluster.h"
#include "tools/localcloud/server_log.h"
#include "tools/localcloud/stop_signals.h"

namespace release {

// The server gets SIGQUIT (immediate shutdown) when the thread that started it ends, so a cloud
// that is killed takes it along, and the next start recovers.
//
// It does not sync to disk. What was committed survives every end of processes, ours and its own,
// but perhaps not of the machine: the data are thrown away sooner or later anyway.
class PostgresServer {
 public:
  struct Settings {
    PostgresPrograms programs;
    std::string data;
    Endpoint endpoint;
    std::string socket_directory;  // empty: no unix socket
    std::string log;
  };

  // Starts it and returns when it answers. Errors: ALREADY_EXISTS, CLOUD-PORT-TAKEN, when the
  // endpoint is in use; CLOUD-POSTGRES-FAILED with the server's last words; CANCELLED.
  static absl::StatusOr<PostgresServer> Start(const Settings& settings, StopSignals& signals);

  PostgresServer(PostgresServer&&) = default;
  PostgresServer& operator=(PostgresServer&&) = default;
  // Kills it if it still runs. Stop() is the kind way.
  ~PostgresServer() = default;

  const Process& process() const { return process_; }

  // Ends its sessions and the server, and waits: 10 s for a fast shutdown, 3 s for an immediate
  // one, then it is killed.
  void Stop();

  // How it ended, when it did by itself.
  std::optional<Exit> Ended() { return process_.WaitFor(absl::ZeroDuration()); }

 private:
  explicit PostgresServer(Process process) : process_(std::move(process)) {}

  Process process_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_POSTGRES_SERVER_H_

// The data plane of Workers and Pages: one workerd for each, on a unix socket of its own
// (README.md).
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_EDGE_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_EDGE_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/base/file_descriptor.h"
#include "tools/localcloud/cloudflare/listener.h"
#include "tools/localcloud/edge/host_owners.h"
#include "tools/localcloud/edge/runtime_config.h"
#include "tools/localcloud/edge/served.h"
#include "tools/localcloud/front/host_table.h"

namespace release::cloud {

struct EdgeSettings {
  std::string directory;      // absolute; has run/ (sockets), logs/ and do/ of the edge
  std::string workerd;        // the program
  std::string site_server;    // :site_server's file
  std::string engine_socket;  // of the container engine, a name below run/; empty: no containers
  // Where code may go to: the front, the authority of its certificates, and the hosts that are
  // there whatever is deployed. Hosts that a variable of a Worker or site names are added for it.
  OutboundSettings outbound;
  ServedTimes times;
};

// Threads: the listener's functions and Status from any; Start, Tick, Stop and the destructor from
// one, which lives as long as the processes.
class Edge final : public DeployListener {
 public:
  // `hosts` and `clock` outlive it. Errors: DESCRIPTOR-LIMIT.
  static absl::StatusOr<std::unique_ptr<Edge>> Make(EdgeSettings settings, HostTable& hosts,
                                                    Clock& clock);
  ~Edge() override;

  // Makes the folders; removes sockets that an earlier run left. Errors: DIRECTORY-UNUSABLE,
  // FILE-NOT-FOUND for a program that is not there.
  absl::Status Start();

  // Starts, switches and ends processes. Call it about every 100 ms, and when fd() is readable.
  void Tick();

  // Ends all processes: SIGTERM, at most `grace`, SIGKILL.
  void Stop(absl::Duration grace);

  // Readable when something was deployed since the last Tick.
  int fd() const { return wake_.get(); }

  std::vector<ServedStatus> Status() const;

  void OnWorkerDeployed(const DeployedWorker& worker) override;
  void OnWorkerRemoved(const std::string& account, const std::string& name) override;
  void OnPagesDeployed(const DeployedPages& pages) override;
  void OnPagesRemoved(const std::string& account, const std::string& project) override;

 private:
  Edge(EdgeSettings settings, HostTable& hosts, Clock& clock, FileDescriptor wake);

  void Queue(std::function<void()> job);
  void Serve(const std::string& key, Plan plan);
  void Remove(const std::string& key);
  void DeployWorker(const DeployedWorker& worker);
  void DeployPages(const DeployedPages& pages);
  std::string Below(const std::string& folder) const;

  const EdgeSettings settings_;
  Clock& clock_;
  const FileDescriptor wake_;

  std::mutex queue_mutex_;
  std::vector<std::function<void()>> queue_;  // by queue_mutex_

  mutable std::mutex mutex_;  // of all below
  HostOwners hosts_;
  std::map<std::string, std::unique_ptr<Served>> served_;
  int made_ = 0;  // Served objects so far
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_EDGE_H_

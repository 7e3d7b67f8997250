// The containers, as the engine's clients see them: made, started, inspected, ended, removed, by
// name. A container is either an instance of an application, which is a process, or the ingress
// beside one, which is a port of ours.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_INSTANCES_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_INSTANCES_H_

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/base/file_descriptor.h"
#include "tools/image/container/container.h"
#include "tools/localcloud/engine/applications.h"
#include "tools/localcloud/engine/container_network.h"
#include "tools/localcloud/engine/docker_request.h"
#include "tools/localcloud/engine/traffic.h"
#include "tools/localcloud/loopback.h"
#include "tools/localcloud/server_log.h"

namespace release::cloud {

// An address that containers reach. Whatever is not listed, they do not.
struct Egress {
  Endpoint inside;   // 127.x.y.z, as the container names it
  Endpoint outside;  // where the connection goes
};

// Where ingresses listen. workerd connects there, whatever address it is told.
inline constexpr char kIngressHost[] = "127.0.0.1";

struct InstanceSettings {
  std::string log_directory;  // exists
  std::vector<std::string> sockets_command;
  std::vector<Egress> egress;
  std::map<std::string, std::string> files;  // ContainerOptions
};

enum class InstanceState { kCreated, kRunning, kEnded };

struct InstanceStatus {
  std::string name;
  std::string application;  // empty: an ingress
  VersionId version;
  std::string digest;  // of its image
  std::string log;
  InstanceState state = InstanceState::kCreated;
  absl::Time since;
  int exit_code = 0;  // of an ended one
  InstanceType type;
  uint64_t memory_bytes = 0;   // of a running one, when last looked at
  bool out_of_memory = false;  // it was killed for using more than its type has
  uint16_t ingress_port = 0;   // of an ingress that runs
};

// Threads: any, except where it says so. A blocking call ends with UNAVAILABLE when Stop() was
// called. Errors of all that take a name: NOT_FOUND, CLOUD-NO-CONTAINER.
class Instances {
 public:
  // What is referred to outlives this.
  Instances(InstanceSettings settings, Applications& applications, Traffic& traffic, Clock& clock);
  ~Instances();

  // Errors: ALREADY_EXISTS, CLOUD-CONTAINER-EXISTS, and those of Applications::Choose().
  absl::Status Create(NewContainer container);
  // Returns when it runs; false when it did already. Errors: those of Container::Start().
  absl::StatusOr<bool> Start(const std::string& name);
  absl::StatusOr<InstanceStatus> Inspect(const std::string& name) const;
  // False when it does not run.
  absl::StatusOr<bool> Signal(const std::string& name, int signal);
  // SIGTERM, SIGKILL after `grace`; returns when it has ended. False when it did not run.
  absl::StatusOr<bool> End(const std::string& name, absl::Duration grace);
  // Ends it by SIGKILL, when `force`, and forgets it. FAILED_PRECONDITION, CLOUD-CONTAINER-RUNS.
  absl::Status Remove(const std::string& name, bool force);
  // The exit code, when it has ended, or when it was removed.
  absl::StatusOr<int> Wait(const std::string& name, bool until_removed);

  // Begins to end what runs of other versions of the application; does not block.
  void EndOthers(const VersionId& id, absl::Duration grace);
  // The same for all versions.
  void EndAll(const std::string& application_id, absl::Duration grace);

  // Of images that somebody runs or may start again.
  std::set<std::string> Digests() const;

  std::vector<InstanceStatus> Status() const;

  // The main thread's part: starts, reaps, and kills what did not end in time.
  void Tick();
  int fd() const { return poll_.get(); }  // readable when there is something to do
  // Ends everything. Blocks for at most `grace` and a little.
  void Stop(absl::Duration grace);

 private:
  struct Instance;
  using InstancePtr = std::shared_ptr<Instance>;

  absl::StatusOr<InstancePtr> Find(const std::string& name) const;
  void Wake() const;
  absl::Status Run(Instance& instance);
  absl::Status Prepare(Instance& instance, pid_t inside);
  void Reap(Instance& instance);
  void LookAtMemory();
  void EndOutdated(Instance& instance, absl::Duration grace);
  void Finish(Instance& instance, int exit_code, const std::string& failure);
  void BeginToEnd(Instance& instance, absl::Duration grace);
  std::string LogFor(const std::string& application) const;
  FileDescriptor SocketBehind(const std::string& ingress) const;
  void Answered(const std::string& ingress, uint16_t port, bool accepted);

  const InstanceSettings settings_;
  Applications& applications_;
  Traffic& traffic_;
  Clock& clock_;
  FileDescriptor wake_;  // an eventfd
  FileDescriptor poll_;  // an epoll of wake_ and of every running process

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, InstancePtr, std::less<>> instances_;
  std::deque<InstancePtr> to_start_;
  absl::Duration next_look_;  // at the memory; as Clock::Monotonic
  bool stopping_ = false;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_INSTANCES_H_

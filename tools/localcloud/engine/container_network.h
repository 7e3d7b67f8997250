// The network of one container, from outside.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_CONTAINER_NETWORK_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_CONTAINER_NETWORK_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"
#include "tools/localcloud/loopback.h"

namespace release::cloud {

// Owns the process of namespace_sockets.h. Moving and destroying: as Process.
class ContainerNetwork {
 public:
  // Enters the network of the process `inside`, and listens there on `addresses`. `command` is how
  // the process is started, up to and without its first argument. Errors: CLOUD-CONTAINER-NETWORK,
  // and those of Process::Start().
  static absl::StatusOr<ContainerNetwork> Enter(pid_t inside,
                                                const std::vector<std::string>& command,
                                                const std::vector<Endpoint>& addresses);

  // The listening sockets, in the order of `addresses`; once.
  std::vector<FileDescriptor> TakeListeners() { return std::move(listeners_); }

  // Asks for sockets with which the caller connects inside. Threads: one at a time.
  class Sockets {
   public:
    explicit Sockets(FileDescriptor control) : control_(std::move(control)) {}
    // A TCP socket, not connected; invalid when the process has ended.
    FileDescriptor New() const;

   private:
    FileDescriptor control_;
  };
  // Once. It may outlive this object, and then makes no more sockets.
  Sockets TakeSockets() { return Sockets(std::move(control_)); }

 private:
  explicit ContainerNetwork(Process process) : process_(std::move(process)) {}

  Process process_;
  FileDescriptor control_;
  std::vector<FileDescriptor> listeners_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_CONTAINER_NETWORK_H_

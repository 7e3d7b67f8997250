// Sockets of a container's network, for a process outside it.
#ifndef RELEASE_TOOLS_IMAGE_CONTAINER_INNER_SOCKET_H_
#define RELEASE_TOOLS_IMAGE_CONTAINER_INNER_SOCKET_H_

#include <sys/types.h>

#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"

namespace release {

// The network of a container that has its own (ContainerOptions::own_network).
//
// A socket stays in the network namespace it was made in. So a child of one thread, which lives
// for these few calls and executes nothing, enters the namespace (a program with threads cannot)
// and hands a socket out; all else is done here. Threads: any.
class InnerNetwork {
 public:
  InnerNetwork() = default;

  // Of the process `inside` (ContainerOptions::prepare). It may outlive the container, whose
  // network it then keeps. Errors: CLOUD-CONTAINER-NETWORK.
  static absl::StatusOr<InnerNetwork> Of(pid_t inside);

  // A new IPv4 TCP socket there, not bound and not connected. Errors: the same.
  absl::StatusOr<FileDescriptor> Socket() const;

 private:
  FileDescriptor network_;  // /proc/PID/ns/net
  FileDescriptor owner_;    // the user namespace that it belongs to
};

}  // namespace release

#endif  // RELEASE_TOOLS_IMAGE_CONTAINER_INNER_SOCKET_H_

// What is known of one container. For instances.cc and instance_processes.cc only.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_INSTANCE_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_INSTANCE_H_

#include <map>
#include <optional>
#include <string>

#include "tools/localcloud/engine/instances.h"

namespace release::cloud {

// Everything is protected by the mutex of Instances; `container` and `network` are made and
// destroyed on the main thread, but for signals touched nowhere else.
struct Instances::Instance {
  InstanceStatus status;
  UnpackedImage image;
  std::map<std::string, std::string> env;  // wiped when it has started
  std::string ingress;

  bool starting = false;
  absl::Status start_failed;
  bool by_request = false;                            // it ends because we want it to
  absl::Duration kill_at = absl::InfiniteDuration();  // as Clock::Monotonic
  // Another version replaced its own before it ran: how long it may take to end.
  std::optional<absl::Duration> outdated;
  bool removed = false;

  std::optional<ServerLog> log;
  std::optional<Container> container;
  std::optional<ContainerNetwork> network;
  std::optional<ContainerNetwork::Sockets> sockets;

  bool Runs() const { return status.state == InstanceState::kRunning; }
  bool IsIngress() const { return status.application.empty(); }
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_INSTANCE_H_

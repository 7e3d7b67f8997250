// What flows between containers and the rest of the cloud, on a thread of its own.
//
//   Worker -> ingress (CONNECT 127.0.0.1:8080) -> a socket made inside the container's network
//   a listening socket inside the container's network -> the cloud's own address
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_TRAFFIC_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_TRAFFIC_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"
#include "tools/localcloud/loopback.h"

namespace release::cloud {

// What the ingress needs to know; called on the traffic's thread, must not block.
struct IngressHooks {
  // A socket inside the network of the container that belongs to the ingress `name`, not connected;
  // invalid when it has none now.
  std::function<FileDescriptor(const std::string& name)> socket;
  // The container accepted a connection, or refused it.
  std::function<void(const std::string& name, uint16_t port, bool accepted)> answered;
};

// Threads: any. The destructor drops every connection.
class Traffic {
 public:
  Traffic();
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;
  ~Traffic();

  void SetHooks(IngressHooks hooks);  // before the first ingress

  // Listens on a free port of `address`: what in life a sidecar of the container does. Errors:
  // CLOUD-INGRESS.
  absl::StatusOr<uint16_t> OpenIngress(const std::string& name, const std::string& address);
  // Connections that are open go on. Unknown names are ignored.
  void CloseIngress(const std::string& name);

  // What connects to the listening socket `listener` is connected to `target`. The connections end
  // with the other side's; the listener with CloseEgress() of that owner.
  void OpenEgress(const std::string& owner, FileDescriptor listener, const Endpoint& target);
  void CloseEgress(const std::string& owner);

  // Nothing flows any more, and no hook is called.
  void Stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_TRAFFIC_H_

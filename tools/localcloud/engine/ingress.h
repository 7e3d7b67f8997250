// One connection of the runtime to the ingress of a container, as the sidecar of a Docker
// installation answers it. For traffic.cc only.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_INGRESS_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_INGRESS_H_

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "tools/localcloud/engine/traffic.h"

namespace release::cloud {

//   CONNECT 127.0.0.1:PORT   200 and the container's port behind it; 503 when it does not accept
//   PUT /egress              200: egress is what the cloud allows, whatever the Worker asks
//   GET /ca                  200, empty: nothing is intercepted, so there is no authority to trust
// Everything else is 501. The hooks outlive the coroutine.
boost::asio::awaitable<void> ServeIngress(boost::asio::ip::tcp::socket socket, std::string name,
                                          const IngressHooks& hooks);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_INGRESS_H_

// What clients of the engine ask for, read.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_DOCKER_REQUEST_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_DOCKER_REQUEST_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/localcloud/http/message.h"

namespace release::cloud {

struct NewContainer {
  std::string name;
  std::string application;                           // empty: an ingress
  std::map<std::string, std::string> env = {};       // taken out of the answerer's hands: wiped
  std::optional<std::vector<std::string>> cmd = {};  // in place of the image's
  std::string ingress = {};                          // by which one it is reached
};

// Of POST /containers/create?name=NAME. Errors: INVALID_ARGUMENT, CLOUD-CONTAINER-BODY.
absl::StatusOr<NewContainer> DescribedContainer(const HttpRequest& request);

// The number of "SIGTERM", "TERM" or "15"; 0 for anything else.
int SignalOf(std::string_view name);

// The port of "127.0.0.1:8080", the target of a CONNECT; the host may be any, since a container has
// only itself.
std::optional<uint16_t> PortOfConnect(std::string_view target);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_DOCKER_REQUEST_H_

// Who may do what at the registry: the program that nginx asks before each request to it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_DOOR_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_DOOR_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/localcloud/cloudflare/registry_access.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/server.h"

namespace release::cloud {

// Called from several threads at a time.
using RegistryCheck = std::function<RegistryAccess(const RegistryQuestion&)>;

// 204, 401 or 403 for a request whose X-Original-Method, X-Original-Uri and Authorization describe
// one to the registry.
HttpResponse AnswerAtDoor(const RegistryCheck& check, const HttpRequest& request);

// Serves AnswerAtDoor on a unix socket. Errors: those of HttpServer::Start.
absl::StatusOr<std::unique_ptr<HttpServer>> OpenRegistryDoor(const std::string& socket_path,
                                                             RegistryCheck check);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_DOOR_H_

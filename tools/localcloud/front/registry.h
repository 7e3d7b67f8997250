// The cloud's registry of images: Debian's docker-registry, and the door before it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_H_

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"
#include "tools/localcloud/front/registry_door.h"
#include "tools/localcloud/front/server_process.h"
#include "tools/localcloud/http/server.h"
#include "tools/localcloud/keeper.h"

namespace release::cloud {

struct RegistrySettings {
  std::string directory;  // absolute; the cloud's
  std::string program = "/usr/bin/docker-registry";

  // When it starts, a repository keeps this many of its manifests, the newest ones, and those that
  // are in use ("sha256:..."): see ForgetOldManifests().
  size_t newest = 20;
  std::set<std::string> in_use = {};
};

// Listens on run/registry.sock, for which the host table has an entry, and on
// run/registry-auth.sock, which the front asks before it passes a request on. Who may open the
// first one directly needs no credentials. Images are in `directory`/registry and stay there.
class Registry {
 public:
  // Below the run directory: what HostTable::Serve takes.
  static constexpr const char* kSocket = "registry.sock";

  // Returns when it takes connections. Errors: those of ServerProcess::Start and HttpServer::Start;
  // DIRECTORY-UNUSABLE, FILE-UNWRITABLE.
  static absl::StatusOr<Registry> Start(const RegistrySettings& settings, RegistryCheck check);

  const Process& process() const { return server_.process(); }

  // Starts it again when it ended: see Keeper::Tend(), which this is.
  std::string Tend(absl::Duration now);
  bool up() const { return keeper_.up(); }
  void Stop() { server_.Stop(); }

 private:
  Registry(RegistrySettings settings, FileDescriptor run, ServerProcess server,
           std::unique_ptr<HttpServer> door);

  RegistrySettings settings_;
  FileDescriptor run_;  // the sockets are named through it
  Keeper keeper_;
  ServerProcess server_;
  std::unique_ptr<HttpServer> door_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_REGISTRY_H_

// Runs the containers of Workers: a Docker Engine for the real workerd, out of the images that were
// deployed (README.md).
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_CONTAINER_ENGINE_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_CONTAINER_ENGINE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/localcloud/cloudflare/listener.h"
#include "tools/localcloud/cloudflare/options.h"
#include "tools/localcloud/engine/applications.h"
#include "tools/localcloud/engine/instances.h"
#include "tools/localcloud/engine/registry_client.h"

namespace release::cloud {

struct ContainerEngineSettings {
  std::string socket;           // unix socket of the Docker Engine API
  std::string address;          // a loopback address of the cloud, where workerd may listen
  std::string image_directory;  // made when it is not there
  std::string log_directory;    // the same; container-APPLICATION-N.log
  RegistrySource registry;
  std::vector<Egress> egress = {};                // what containers reach, and nothing else
  std::map<std::string, std::string> files = {};  // ContainerOptions: "/etc/hosts", ...

  // How the process of namespace_sockets.h is started, up to and without its first argument: a
  // program that calls NamespaceSocketsMain() when that is kNamespaceSockets.
  std::vector<std::string> sockets_command = {};

  // An older version's instance gets SIGTERM, and after this SIGKILL.
  absl::Duration replace_grace = absl::Seconds(10);
};

struct ContainerEngineStatus {
  std::vector<VersionStatus> versions;
  std::vector<InstanceStatus> instances;  // also those that have ended, and ingresses
};

// Start(), Tick(), Stop() and the destructor belong to one thread, which outlives the containers;
// the rest may be called from any.
class ContainerEngine : public DeployListener {
 public:
  // `clock` outlives the engine.
  ContainerEngine(ContainerEngineSettings settings, Clock& clock);
  ~ContainerEngine() override;

  // Errors: those of HttpServer::Start(), DIRECTORY-UNUSABLE.
  absl::Status Start();

  // Call it when fd() is readable, and now and then: it ends what did not end in time.
  void Tick();
  int fd() const;

  // SIGTERM to all containers, SIGKILL after `grace`. Afterwards the engine can only be destroyed.
  void Stop(absl::Duration grace);

  // The image is fetched, and from then on new instances run it.
  void OnContainerRolloutStarted(const RolledOutContainer& container) override;
  // Instances of all other versions begin to end.
  void OnContainerRolledOut(const RolledOutContainer& container) override;
  // All its instances begin to end; its images are removed when they have.
  void OnContainerRemoved(const std::string& account, const std::string& application_id) override;

  // For CloudflareOptions::health; see Applications::Health().
  ContainerHealth Health(const std::string& application_id, int version) const;
  ContainerEngineStatus Status() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_CONTAINER_ENGINE_H_

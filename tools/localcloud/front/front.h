// One TLS address for all host names of the cloud: nginx, which hands each request to the unix
// socket that the host table names (host_links.h), with the certificate that lies there for the
// host (certificates.h). Neither is cached, so nothing is ever reloaded.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_FRONT_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_FRONT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/localcloud/front/certificates.h"
#include "tools/localcloud/front/host_links.h"
#include "tools/localcloud/front/server_process.h"
#include "tools/localcloud/keeper.h"

namespace release::cloud {

struct FrontSettings {
  std::string directory;  // absolute; the cloud's
  std::string address;    // 127.x.y.z
  uint16_t port = 443;    // not 0
  std::string registry_host = "registry.cloudflare.com";
  std::string nginx = "/usr/sbin/nginx";

  // How long a client may take for its handshake and headers, and between two pieces of its body.
  absl::Duration client_timeout = absl::Seconds(30);
};

// What a host answers in place of its server, until it is taken away again.
enum class HostFault {
  kBotProtection,  // 403 and the page of a challenge
  kCaptivePortal,  // 200 and somebody else's page
};

// Threads: Start, Stop and the destructor are the owner's; what is reached by the accessors, and
// SetFault, may be called from any.
class Front {
 public:
  // Returns when it takes connections. Errors: INVALID_ARGUMENT, CLOUD-HOST-NAME or
  // HTTP-NOT-LOOPBACK; those of Certificates::Open, HostLinks::Open and ServerProcess::Start.
  static absl::StatusOr<std::unique_ptr<Front>> Start(const FrontSettings& settings);

  HostTable& hosts() { return *hosts_; }
  Certificates& certificates() { return *certificates_; }

  // Errors: CLOUD-HOST-NAME, FILE-UNWRITABLE.
  absl::Status SetFault(const std::string& host, HostFault fault, bool on);

  const Process& process() const { return server_->process(); }

  // Starts nginx again when it ended: see Keeper::Tend(), which this is.
  std::string Tend(absl::Duration now);
  bool up() const { return keeper_.up(); }
  void Stop() { server_->Stop(); }

 private:
  explicit Front(const FrontSettings& settings);
  absl::Status StartServer();

  const std::string directory_;
  const std::string nginx_;
  Keeper keeper_;
  std::unique_ptr<HostLinks> hosts_;
  std::unique_ptr<Certificates> certificates_;
  std::optional<ServerProcess> server_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_FRONT_H_

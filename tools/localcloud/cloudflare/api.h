// Cloudflare's v4 API, emulated: what wrangler and the release's own steps call (README.md).
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_API_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_API_H_

#include <memory>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "tools/base/clock.h"
#include "tools/localcloud/cloudflare/listener.h"
#include "tools/localcloud/cloudflare/options.h"
#include "tools/localcloud/cloudflare/registry_access.h"
#include "tools/localcloud/faults/fault_book.h"
#include "tools/localcloud/http/message.h"
#include "tools/localcloud/http/request_log.h"

namespace release::cloud {

// Paths begin with this.
inline constexpr char kApiPrefix[] = "/client/v4";

// Threads: any; calls are answered one at a time.
class CloudflareApi {
 public:
  // Opens or makes the state in `directory`, which must exist and be private. One process at a time
  // may use it. `clock` gives the times in answers and moves rollouts on; `faults`, `log` and
  // `clock` outlive the API. Errors: CLOUD-STATE, FILE-UNWRITABLE.
  static absl::StatusOr<std::unique_ptr<CloudflareApi>> Open(const std::string& directory,
                                                             CloudflareOptions options,
                                                             Clock& clock, FaultBook& faults,
                                                             RequestLog& log);
  CloudflareApi(const CloudflareApi&) = delete;
  CloudflareApi& operator=(const CloudflareApi&) = delete;
  ~CloudflareApi();

  // From now on `listener` hears what is deployed; first of all, what is deployed already. It
  // outlives the API. Null: nobody listens.
  void Listen(DeployListener* listener);

  // Answers one request. An unknown endpoint is a 501 that names it.
  HttpResponse Handle(const HttpRequest& request);

  // What a password that the API gave out for the registry allows. Waits for nobody.
  RegistryAccess CheckRegistry(const RegistryQuestion& question) const;

  // Digests ("sha256:...") of the images that container applications run or roll out.
  std::set<std::string> ImagesInUse() const;

  // Moves on what goes on by itself (rollouts), so that the listener hears of it without a request.
  void Tick();

 private:
  struct State;
  explicit CloudflareApi(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_API_H_

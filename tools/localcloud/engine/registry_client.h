// Reads from a registry: the part of the OCI distribution API that a pull needs.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_REGISTRY_CLIENT_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_REGISTRY_CLIENT_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/secret.h"

namespace release::cloud {

struct RegistryCredentials {
  std::string username;
  Secret password;
};

// Where images come from.
struct RegistrySource {
  std::string socket;                            // path of the unix socket it listens on
  std::string host = "registry.cloudflare.com";  // its name in images and in requests
  // Asked before each pull. Absent: the registry asks for none.
  std::function<absl::StatusOr<RegistryCredentials>(const std::string& repository)> credentials =
      {};
};

// Threads: one at a time. Errors: UNAVAILABLE, CLOUD-REGISTRY-UNREACHABLE; NOT_FOUND,
// CLOUD-IMAGE-NOT-FOUND; PERMISSION_DENIED, CLOUD-REGISTRY-DENIED; CLOUD-REGISTRY-ANSWER;
// CANCELLED after a stop.
class RegistryClient {
 public:
  // `source` outlives the client.
  RegistryClient(const RegistrySource& source, std::stop_token stop);

  // Asks for credentials, once. Errors: also those of the callback.
  absl::Status Authorize(const std::string& repository);

  // A manifest or an index of them, at most 4 MiB. `reference` is a tag or a digest's text. It is
  // not verified.
  struct Manifest {
    std::string media_type;
    std::string text;
  };
  absl::StatusOr<Manifest> GetManifest(const std::string& repository, const std::string& reference);

  // Writes a blob of at most `size` bytes to the new file `path`. It is not verified.
  absl::Status GetBlob(const std::string& repository, const std::string& digest, uint64_t size,
                       const std::string& path);

 private:
  const RegistrySource& source_;
  const std::stop_token stop_;
  Secret authorization_;  // value of the header; empty for none
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_REGISTRY_CLIENT_H_

// What the emulated Cloudflare has from the beginning, and how fast it is.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_OPTIONS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_OPTIONS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/base/digest.h"

namespace release::cloud {

struct CloudAccount {
  std::string id;  // 32 hex digits
  std::string name;
  std::string subdomain;  // of workers.dev
};

struct CloudZone {
  std::string id;  // 32 hex digits
  std::string name;
  std::string account_id;
};

// An API token that is honoured.
struct CloudToken {
  std::string id;  // 32 hex digits
  Digest digest;   // SHA-256 of the token; the token itself is not kept
  std::string account_id;
  absl::Time expires = absl::InfiniteFuture();
};

enum class ContainerHealth { kPending, kHealthy, kUnhealthy };

// How the instances of one version of a container application are.
using HealthProbe = std::function<ContainerHealth(const std::string& application_id, int version)>;

struct CloudflareOptions {
  std::vector<CloudAccount> accounts;
  std::vector<CloudZone> zones;
  std::vector<CloudToken> tokens;

  std::string registry_host = "registry.cloudflare.com";

  // How long a new instance is pending, and how long each step of a rollout takes at least.
  absl::Duration container_start = absl::Seconds(1);
  absl::Duration rollout_step = absl::Seconds(1);

  // Asked for the truth once `container_start` is over; absent: everything is healthy. Called with
  // the API's lock held: must not call the API.
  HealthProbe health;

  // True while the certificate of a custom domain that is served is not issued yet; absent: it
  // never takes time. Called with the API's lock held: must not call the API.
  std::function<bool(const std::string& host)> certificate_pending;

  absl::Duration pages_token_lifetime = absl::Minutes(5);
  absl::Duration pages_deploy_time = absl::ZeroDuration();  // until the last stage succeeds
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_OPTIONS_H_

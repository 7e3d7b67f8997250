// Custom domains of scripts.
//
//   workers.domains  ACCOUNT/HOSTNAME: {"id", "hostname", "service", "zone_id", "zone_name", ...}
//
// A custom domain brings a proxied DNS record along, marked as the Worker's.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_DOMAINS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_DOMAINS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddDomains(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_DOMAINS_H_

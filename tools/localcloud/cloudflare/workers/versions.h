// Versions and deployments of a script, and the services by which old clients see it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_VERSIONS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_VERSIONS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddVersions(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_VERSIONS_H_

// Routes of a zone that lead to scripts.
//
//   workers.routes  ZONE/ID: {"id", "pattern", "script"}
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_ROUTES_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_ROUTES_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddRoutes(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_ROUTES_H_

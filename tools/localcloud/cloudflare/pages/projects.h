// Pages projects: make, list, change, delete; the token for uploads.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_PROJECTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_PROJECTS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddProjects(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_PROJECTS_H_

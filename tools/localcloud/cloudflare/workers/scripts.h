// Worker scripts: list, upload, content, delete.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SCRIPTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SCRIPTS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddScripts(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SCRIPTS_H_

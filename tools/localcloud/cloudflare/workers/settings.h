// Settings, schedules and the workers.dev name of a script and of the account.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SETTINGS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SETTINGS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddSettings(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SETTINGS_H_

// Secrets and settings of a script.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SECRETS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SECRETS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

// A changed secret is a new version, which serves at once.
void AddSecrets(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_WORKERS_SECRETS_H_

// Deployments of Pages projects.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_DEPLOYMENTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_DEPLOYMENTS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddPagesDeployments(Endpoints& endpoints);

// Queues the listener's call for what each project of the account serves.
void TellPages(Call& call);

// See project_store.h.
void AdvancePages(Call& call);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_DEPLOYMENTS_H_

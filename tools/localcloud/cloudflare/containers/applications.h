// Container applications: what runs beside a Durable Object class.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_APPLICATIONS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_APPLICATIONS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddApplications(Endpoints& endpoints);
void AddRollouts(Endpoints& endpoints);

// Queues the listener's calls for every application and for every rollout that goes on.
void TellContainers(Call& call);

// See application_store.h.
void AdvanceRollouts(Call& call);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_CONTAINERS_APPLICATIONS_H_

// Custom domains of Pages projects.
//
//   pages.domains  ACCOUNT/PROJECT/NAME
//
// A domain is active when a CNAME record leads from it to the project; the API does not make one.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_DOMAINS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_DOMAINS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddPagesDomains(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_PAGES_DOMAINS_H_

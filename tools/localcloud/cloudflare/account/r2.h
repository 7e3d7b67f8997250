// R2 buckets and their custom domains. Objects are not emulated.
//
//   r2.buckets  ACCOUNT/NAME
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_R2_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_R2_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

void AddR2(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_R2_H_

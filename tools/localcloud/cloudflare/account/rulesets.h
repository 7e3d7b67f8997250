// Rulesets of a zone: WAF custom rules and their like.
//
//   rulesets  ZONE/ID
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_RULESETS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_RULESETS_H_

#include "tools/localcloud/cloudflare/endpoints.h"

namespace release::cloud {

// Expressions are stored, not evaluated.
void AddRulesets(Endpoints& endpoints);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_ACCOUNT_RULESETS_H_

// What can be known of the API and of the token before anything is asked of them.
#ifndef RELEASE_PLUGINS_LIB_CLOUDFLARE_ACCESS_H_
#define RELEASE_PLUGINS_LIB_CLOUDFLARE_ACCESS_H_

#include <string>
#include <vector>

#include "plugins/lib/cloudflare/api.h"
#include "tools/sdk/context.h"
#include "tools/sdk/findings.h"

namespace release::cloudflare {

// Whether the API answers from here and takes the token that the secret holds; without the secret
// only the former, and STEP-SECRET-MISSING is found. A token that ends within the day is a warning.
// A token of an account instead of a user is not known to the API's question and taken as good.
void CheckAccess(Context& context, const std::string& token_secret, Findings& findings);

// GETs each path, for what refuses it: a permission that the token lacks is named. What is not
// there is in order.
void CheckReads(Api& api, const std::vector<std::string>& paths, Findings& findings);

}  // namespace release::cloudflare

#endif  // RELEASE_PLUGINS_LIB_CLOUDFLARE_ACCESS_H_

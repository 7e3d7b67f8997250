// Which account of Cloudflare a zone belongs to.
#ifndef RELEASE_PLUGINS_LIB_CLOUDFLARE_ACCOUNT_H_
#define RELEASE_PLUGINS_LIB_CLOUDFLARE_ACCOUNT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "plugins/lib/cloudflare/api.h"

namespace release::cloudflare {

// True for 32 hex digits in lower case.
bool IsAccountId(std::string_view text);

// The account that has the zone, as far as the token sees it: so an environment names its zone and
// no number. Errors: CLOUDFLARE-NO-ZONE; CLOUDFLARE-ZONE-AMBIGUOUS, when several accounts have a
// zone of that name (one is active, the others wait); those of the API.
absl::StatusOr<std::string> AccountOfZone(Api& api, const std::string& zone);

}  // namespace release::cloudflare

#endif  // RELEASE_PLUGINS_LIB_CLOUDFLARE_ACCOUNT_H_

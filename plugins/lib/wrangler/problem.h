// What a failed run of wrangler means.
#ifndef RELEASE_PLUGINS_LIB_WRANGLER_PROBLEM_H_
#define RELEASE_PLUGINS_LIB_WRANGLER_PROBLEM_H_

#include <string_view>

#include "absl/status/status.h"
#include "plugins/lib/wrangler/run.h"

namespace release::wrangler {

// OK for an exit code of 0. Else a diagnosis with wrangler's own words as evidence; `doing` is for
// the message ("deploying spectral"). Codes:
//
//   WRANGLER-MISSING            node or a package of the tree is not there
//   WRANGLER-NODE               Node is too old
//   WRANGLER-AUTH               the token is not valid, or may not do this
//   WRANGLER-RATE-LIMIT         429; try later
//   WRANGLER-UPLOAD             files of a site did not arrive, or the upload token expired
//   WRANGLER-HOSTNAME-CONFLICT  another Worker or a foreign DNS record has the host name
//   WRANGLER-NOT-FOUND          account, Worker, project or route is not there
//   WRANGLER-SCRIPT             the script was refused
//   WRANGLER-CONTAINER          the container application was refused; the script may be live
//   WRANGLER-CONTAINER-LIMIT    the account's containers are used up
//   WRANGLER-MIGRATION-TAG      an upload was carried out and its answer lost; another run heals it
//   WRANGLER-SECRET-UNDEPLOYED  secrets cannot be set while the newest version is not deployed
//   WRANGLER-UNREACHABLE        no usable answer from the API
//   WRANGLER-SERVER             the API failed
//   WRANGLER-KILLED             a signal ended it
//   WRANGLER-FAILED             anything else
absl::Status ProblemOf(const Ended& ended, std::string_view doing);

}  // namespace release::wrangler

#endif  // RELEASE_PLUGINS_LIB_WRANGLER_PROBLEM_H_

// Whether the locked wrangler runs here.
#ifndef RELEASE_PLUGINS_LIB_WRANGLER_VERSION_H_
#define RELEASE_PLUGINS_LIB_WRANGLER_VERSION_H_

#include <stop_token>

#include "absl/status/status.h"
#include "plugins/lib/wrangler/scratch.h"
#include "plugins/lib/wrangler/tool.h"

namespace release::wrangler {

// Runs `wrangler --version`, without token and network. Errors: those of Execute() and ProblemOf()
// (WRANGLER-NODE when Node is too old); FAILED_PRECONDITION, WRANGLER-VERSION, when it is another
// version than its package in the tree, which comes from the lock.
absl::Status CheckVersion(const Tool& tool, const Scratch& scratch, std::stop_token stop);

}  // namespace release::wrangler

#endif  // RELEASE_PLUGINS_LIB_WRANGLER_VERSION_H_

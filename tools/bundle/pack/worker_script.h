// Takes out of a compiled script what differs from build to build.
#ifndef RELEASE_TOOLS_BUNDLE_PACK_WORKER_SCRIPT_H_
#define RELEASE_TOOLS_BUNDLE_PACK_WORKER_SCRIPT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace release::bundle {

// The script without the comments in which the bundler names wrangler's temporary files
// (`// ../.wrangler/tmp/pages-6Yh2/functionsRoutes-0.5079.mjs`), and without the line that names a
// source map. Everything else stays as it is.
// Errors: WORKER-NOT-REPRODUCIBLE when such a name stands in the code, where it cannot be taken
// out.
absl::StatusOr<std::string> StableWorkerScript(std::string_view script, std::string_view label);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_PACK_WORKER_SCRIPT_H_

// Makes a Worker's bundle: the script and the config that deploys it as it is.
#ifndef RELEASE_TOOLS_BUNDLE_PACK_PACK_WORKER_H_
#define RELEASE_TOOLS_BUNDLE_PACK_PACK_WORKER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/bundle/pack/pack_request.pb.h"

namespace release::bundle {

// The config of the bundle, from the one that people write: JSON without comments, with `main` and
// `no_bundle` for the bundled script. Everything else stays, in its order. Errors, with the place:
// WORKER-CONFIG-NOT-JSON; WORKER-CONFIG-NAME when it is for another Worker than `worker`.
absl::StatusOr<std::string> BundleConfig(std::string_view text, const std::string& file,
                                         std::string_view worker);

// Writes `index.js` and `wrangler.json` into the bundle, and the manifest. Empty: done.
std::vector<v1::Diagnosis> PackWorker(const PackWorkerRequest& request);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_PACK_PACK_WORKER_H_

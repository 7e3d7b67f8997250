// Makes a Pages bundle: checks the site, copies it, adds the compiled Functions, writes the
// manifest.
#ifndef RELEASE_TOOLS_BUNDLE_PACK_PACK_H_
#define RELEASE_TOOLS_BUNDLE_PACK_PACK_H_

#include <vector>

#include "proto/release/v1/diagnosis.pb.h"
#include "tools/bundle/pack/pack_request.pb.h"

namespace release::bundle {

// Everything that is wrong, all at once; then nothing of use was written. Empty: the bundle and its
// manifest are there. The bundle is what `wrangler pages deploy BUNDLE --no-bundle` uploads, file
// by file, with the Functions as `_worker.js`. Codes: those of site_tree.h, functions.h,
// worker_script.h, packed_file.h and of //tools/bundle/site_rules; BUNDLE-WORKER-TWICE when the
// site has a
// `_worker.js` of its own beside Functions.
std::vector<v1::Diagnosis> Pack(const PackRequest& request);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_PACK_PACK_H_

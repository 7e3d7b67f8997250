// Hashes the files of a site, and copies them into the bundle on the way.
#ifndef RELEASE_TOOLS_BUNDLE_PACK_PACKED_FILE_H_
#define RELEASE_TOOLS_BUNDLE_PACK_PACKED_FILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/digest.h"
#include "tools/bundle/pack/site_tree.h"

namespace release::bundle {

struct PackedFile {
  std::string path;
  uint64_t size = 0;  // bytes
  Digest digest;
};

// Reads every file of `files` below `folder` once. With `target`, a folder that exists, each is
// written below it under the same path, mode 0644. Works on `threads` threads. The answer is in the
// order of `files`. Errors: SITE-UNREADABLE, BUNDLE-UNWRITABLE; SITE-CHANGED when a file is no
// longer as large as the walk found it.
absl::StatusOr<std::vector<PackedFile>> PackFiles(const std::string& folder,
                                                  const std::vector<SiteFile>& files,
                                                  const std::string& target, int threads);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_PACK_PACKED_FILE_H_

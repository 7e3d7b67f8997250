// Uploaded bytes, each once, under the digest of their content.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_STORE_BLOBS_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_STORE_BLOBS_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "tools/base/digest.h"

namespace release::cloud {

// Files `DIRECTORY/<2 digits>/<64 digits>`. Names from outside never become paths. Threads: any.
class Blobs {
 public:
  explicit Blobs(std::string directory) : directory_(std::move(directory)) {}

  // Stores the bytes, which may be there already. Errors: FILE-UNWRITABLE, DIRECTORY-UNUSABLE.
  absl::StatusOr<Digest> Put(std::string_view bytes) const;

  // Errors: FILE-NOT-FOUND, FILE-UNREADABLE.
  absl::StatusOr<std::string> Get(const Digest& digest) const;

  // Where the bytes are, for programs that read files.
  std::string PathOf(const Digest& digest) const;

 private:
  const std::string directory_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUDFLARE_STORE_BLOBS_H_

// An image from a registry into an OCI layout on the disk.
#ifndef RELEASE_PLUGINS_LIB_OCI_PULL_H_
#define RELEASE_PLUGINS_LIB_OCI_PULL_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/lib/oci/registry.h"
#include "plugins/lib/oci/upload.h"

namespace release::oci {

struct Manifest {
  std::string digest = {};  // of its bytes
  std::string text = {};
  std::string media_type = {};
};

// The manifest or index under a digest ("sha256:...") or a tag. One under a digest is held against
// it. Errors: NOT_FOUND, OCI-PULL-NOT-FOUND; DATA_LOSS, OCI-PULL-DIGEST; those of SendPatiently.
absl::StatusOr<Manifest> GetManifest(Registry& registry, http::Client& client,
                                     const std::string& reference, const Patience& patience,
                                     std::stop_token stop);

struct PullOptions {
  Patience patience = {};
  uint64_t largest_blob = uint64_t{8} << 30;  // bytes

  // Bytes that are here, and all of them. Called as they come.
  std::function<void(uint64_t done, uint64_t total)> progress = {};
};

// Fills `directory`, which must not exist, with the image of this digest: one manifest, not an
// index of several. Every byte is held against its digest; a blob that was cut begins again.
// Errors: those of GetManifest; FAILED_PRECONDITION, OCI-PULL-MANIFEST; FILE-UNWRITABLE.
absl::Status Pull(Registry& registry, const std::string& digest, const std::string& directory,
                  const PullOptions& options, std::stop_token stop);

}  // namespace release::oci

#endif  // RELEASE_PLUGINS_LIB_OCI_PULL_H_

// The name of an image in a registry.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_IMAGE_REFERENCE_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_IMAGE_REFERENCE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/base/digest.h"

namespace release::cloud {

struct ImageReference {
  std::string host;        // "registry.cloudflare.com"
  std::string repository;  // "ACCOUNT/api"
  std::string tag;         // empty when it has none
  std::optional<Digest> digest;
};

// HOST[:PORT]/PATH, then :TAG or @sha256:HEX or both. Errors: INVALID_ARGUMENT,
// CLOUD-IMAGE-REFERENCE.
absl::StatusOr<ImageReference> ParseImageReference(std::string_view text);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_IMAGE_REFERENCE_H_

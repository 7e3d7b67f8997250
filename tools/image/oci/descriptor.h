// A descriptor of the OCI image format: what a blob is, its digest and its size.
#ifndef RELEASE_TOOLS_IMAGE_OCI_DESCRIPTOR_H_
#define RELEASE_TOOLS_IMAGE_OCI_DESCRIPTOR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "tools/base/digest.h"

namespace release::image {

inline constexpr std::string_view kIndexType = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view kConfigType = "application/vnd.oci.image.config.v1+json";
inline constexpr std::string_view kRefName = "org.opencontainers.image.ref.name";

struct Descriptor {
  std::string media_type = {};
  Digest digest = {};
  uint64_t size = 0;  // bytes
};

// "sha256:" and 64 hex digits, and back. Another text or algorithm: OCI-DIGEST.
std::string DigestText(const Digest& digest);
absl::StatusOr<Digest> DigestFromText(std::string_view text);

nlohmann::json ToJson(const Descriptor& descriptor);

// `name` is for messages. Errors: OCI-DESCRIPTOR, OCI-DIGEST.
absl::StatusOr<Descriptor> DescriptorFromJson(const nlohmann::json& value, std::string_view name);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_OCI_DESCRIPTOR_H_

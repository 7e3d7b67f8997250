#include "tools/image/oci/descriptor.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

constexpr std::string_view kAlgorithm = "sha256:";

bool IsText(const nlohmann::json& value, const char* key) {
  return value.contains(key) && value[key].is_string();
}

}  // namespace

std::string DigestText(const Digest& digest) { return Concat(kAlgorithm, digest.hex()); }

absl::StatusOr<Digest> DigestFromText(std::string_view text) {
  if (text.starts_with(kAlgorithm)) {
    absl::StatusOr<Digest> digest = Digest::FromHex(text.substr(kAlgorithm.size()));
    if (digest.ok()) return digest;
  }
  return Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = "OCI-DIGEST",
       .what = Concat("`", absl::CHexEscape(AbslView(text.substr(0, 100))), "` is not a digest"),
       .why = "a digest is `sha256:` and 64 lower-case hex digits",
       .fix = "copy the digest from `skopeo inspect`, or from the file NAME.digest"});
}

nlohmann::json ToJson(const Descriptor& descriptor) {
  return {{"mediaType", descriptor.media_type},
          {"digest", DigestText(descriptor.digest)},
          {"size", descriptor.size}};
}

absl::StatusOr<Descriptor> DescriptorFromJson(const nlohmann::json& value, std::string_view name) {
  if (!value.is_object() || !IsText(value, "mediaType") || !IsText(value, "digest") ||
      !value.contains("size") || !value["size"].is_number_unsigned()) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "OCI-DESCRIPTOR",
                     .what = Concat(name, " has a descriptor that is none"),
                     .why = "a descriptor has mediaType, digest and size",
                     .fix = "give an image that a tool for OCI images wrote"});
  }
  absl::StatusOr<Digest> digest = DigestFromText(value["digest"].get<std::string>());
  if (!digest.ok()) return digest.status();
  return Descriptor{.media_type = value["mediaType"].get<std::string>(),
                    .digest = *digest,
                    .size = value["size"].get<uint64_t>()};
}

}  // namespace release::image

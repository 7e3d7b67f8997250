#include "tools/localcloud/engine/image_reference.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

constexpr std::string_view kAlgorithm = "sha256:";

absl::Status Refused(std::string_view text, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "CLOUD-IMAGE-REFERENCE",
                   .what = Concat("`", absl::CHexEscape(AbslView(text)), "` names no image"),
                   .why = std::move(why),
                   .fix = "write HOST/REPOSITORY@sha256:DIGEST, or HOST/REPOSITORY:TAG"});
}

bool Plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

}  // namespace

absl::StatusOr<ImageReference> ParseImageReference(std::string_view text) {
  ImageReference reference;
  std::string_view name = text;
  if (const size_t at = name.find('@'); at != std::string_view::npos) {
    const std::string_view digest = name.substr(at + 1);
    if (!digest.starts_with(kAlgorithm)) return Refused(text, "its digest is no sha256");
    absl::StatusOr<Digest> parsed = Digest::FromHex(digest.substr(kAlgorithm.size()));
    if (!parsed.ok()) return Refused(text, "its digest is not 64 hex digits");
    reference.digest = *parsed;
    name = name.substr(0, at);
  }
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos) return Refused(text, "it has no repository");
  reference.host = name.substr(0, slash);
  name = name.substr(slash + 1);
  if (const size_t colon = name.find(':'); colon != std::string_view::npos) {
    reference.tag = name.substr(colon + 1);
    name = name.substr(0, colon);
  }
  reference.repository = name;
  if (reference.tag.empty() && !reference.digest)
    return Refused(text, "it has no tag and no digest");
  const auto in_path = [](char c) { return Plain(c) || c == '/'; };
  if (reference.host.empty() || name.empty() || !std::all_of(name.begin(), name.end(), in_path) ||
      !std::all_of(reference.tag.begin(), reference.tag.end(), Plain)) {
    return Refused(text, "it has characters that no registry takes");
  }
  return reference;
}

}  // namespace release::cloud

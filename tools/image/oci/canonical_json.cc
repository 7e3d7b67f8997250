#include "tools/image/oci/canonical_json.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::image {

absl::StatusOr<std::string> CanonicalJson(const nlohmann::json& value) {
  try {
    return value.dump();
  } catch (const nlohmann::json::exception&) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "OCI-TEXT-NOT-UTF8",
                     .what = "the image's description has text that is not UTF-8",
                     .why = "the OCI image format is JSON, which is UTF-8",
                     .fix = "write labels, variables, commands and paths in UTF-8"});
  }
}

absl::StatusOr<nlohmann::json> ParseObject(std::string_view text, std::string_view name) {
  nlohmann::json value = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_object()) return value;
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "OCI-JSON",
                   .what = Concat(name, " is not a JSON object"),
                   .why = value.is_discarded() ? "it does not parse"
                                               : Concat("it is a JSON ", value.type_name()),
                   .fix = "give an image that a tool for OCI images wrote"});
}

}  // namespace release::image

// JSON whose bytes are the same every time: keys sorted, no white space, UTF-8 as it is.
#ifndef RELEASE_TOOLS_IMAGE_OCI_CANONICAL_JSON_H_
#define RELEASE_TOOLS_IMAGE_OCI_CANONICAL_JSON_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace release::image {

// Text that is not UTF-8 has no form in JSON: INVALID_ARGUMENT, OCI-TEXT-NOT-UTF8.
absl::StatusOr<std::string> CanonicalJson(const nlohmann::json& value);

// An object from `text`; `name` is for messages. Else OCI-JSON.
absl::StatusOr<nlohmann::json> ParseObject(std::string_view text, std::string_view name);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_OCI_CANONICAL_JSON_H_

// What Bazel writes of the world for stamping: `KEY value`, one a line.
#ifndef RELEASE_TOOLS_IMAGE_CLI_STATUS_VALUES_H_
#define RELEASE_TOOLS_IMAGE_CLI_STATUS_VALUES_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace release::image {

using StatusValues = std::map<std::string, std::string>;

// A line without a space is a key with an empty value.
StatusValues ParseStatus(std::string_view text);

// `text` with every {KEY} replaced. A key that is not there, or a brace without its pair:
// INVALID_ARGUMENT, IMAGE-STAMP, with the keys that are there.
absl::StatusOr<std::string> FillIn(std::string_view text, const StatusValues& values);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLI_STATUS_VALUES_H_

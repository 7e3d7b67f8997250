// Which host names the front can serve. They become names of files, so nothing else may pass.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_HOST_NAME_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_HOST_NAME_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"

namespace release::cloud {

// Longer ones do not fit into the path of a unix socket below `hosts/`.
inline constexpr size_t kMaxHostName = 90;

// Labels of a-z, 0-9 and '-', one dot between two. Errors: INVALID_ARGUMENT, CLOUD-HOST-NAME.
absl::Status CheckHostName(std::string_view host);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_HOST_NAME_H_

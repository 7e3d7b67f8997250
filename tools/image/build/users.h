// Users and groups by name or number, as the stage's /etc/passwd and /etc/group have them.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_USERS_H_
#define RELEASE_TOOLS_IMAGE_BUILD_USERS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/root/root.h"

namespace release::image {

struct Owner {
  uint32_t uid = 0;
  uint32_t gid = 0;
};

// `user` or `user:group`. Without a group it is the user's own of /etc/passwd; for a number it is
// the same number. An empty user is 0. Errors: IMAGE-USER-UNKNOWN (no such name, or no such file),
// IMAGE-USER-NUMBER.
absl::StatusOr<Owner> FindOwner(std::string_view text, const Root& root);

// The further groups that /etc/group lists the user in, in its order. None for a number, and none
// when `text` names a group. IMAGE-USER-NUMBER.
absl::StatusOr<std::vector<uint32_t>> FindGroups(std::string_view text, const Root& root);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_USERS_H_

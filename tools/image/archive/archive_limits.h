// What a hostile archive may cost: a few bytes can unpack to any number of members.
#ifndef RELEASE_TOOLS_IMAGE_ARCHIVE_ARCHIVE_LIMITS_H_
#define RELEASE_TOOLS_IMAGE_ARCHIVE_ARCHIVE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace release::image {

// Members of one archive. A large distribution with all its sources has some hundred thousand.
inline constexpr uint64_t kMaxMembers = 1'000'000;

// Bytes of names, link targets and attributes of all members together: they stay in memory, where
// contents never are.
inline constexpr size_t kMaxMemberText = size_t{256} << 20;

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ARCHIVE_ARCHIVE_LIMITS_H_

// The flags of RUN: --mount, --network, --security.
#ifndef RELEASE_TOOLS_IMAGE_RUN_MOUNT_FLAG_H_
#define RELEASE_TOOLS_IMAGE_RUN_MOUNT_FLAG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace release::image {

struct MountFlag {
  enum class Type { kBind, kTmpfs, kCache };
  Type type = Type::kBind;
  std::string target = {};  // as written: absolute, or from the workdir
  std::string from = {};    // stage or image; empty: the context (bind), nothing (cache)
  std::string source = {};  // path in `from`; empty: the whole
  // bind: true unless rw. What is written to a mount never stays.
  bool read_only = true;
  uint64_t size = 0;     // bytes, of a tmpfs; 0: not given
  uint32_t mode = 0755;  // of a cache
  uint32_t uid = 0;
  uint32_t gid = 0;
};

// The value of --mount, with its variables expanded: `type=bind,source=x,target=/y`, a CSV record
// as BuildKit reads it. Errors, INVALID_ARGUMENT: IMAGE-RUN-MOUNT-OPTION (unknown, twice, or not of
// this type), IMAGE-RUN-MOUNT-TYPE, IMAGE-RUN-MOUNT-VALUE, IMAGE-RUN-MOUNT-TARGET (missing), and
// IMAGE-RUN-MOUNT-SECRET for secret and ssh, which no hermetic build has.
absl::StatusOr<MountFlag> ParseMountFlag(std::string_view value);

// The values of --network and --security. IMAGE-RUN-NETWORK, IMAGE-RUN-SECURITY.
absl::Status CheckNetworkFlag(std::string_view value);
absl::Status CheckSecurityFlag(std::string_view value);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_MOUNT_FLAG_H_

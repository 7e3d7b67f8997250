// A folder with the same path on every machine, seen by this process and its children only.
//
// Bundlers write paths into what they make: comments, module names, chunk names. So everything they
// see stands below kRoomPath, in a mount namespace of its own, wherever the build really runs.
#ifndef RELEASE_TOOLS_BUNDLE_WORKSHOP_ROOM_H_
#define RELEASE_TOOLS_BUNDLE_WORKSHOP_ROOM_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace release::bundle {

inline constexpr std::string_view kRoomPath = "/tmp/release-workshop";

// Moves this process into new user, mount and network namespaces, with an empty memory file system
// at kRoomPath. There is no network, not even a loopback. The process must have one thread. The
// room ends with the process. Errors: WORKSHOP-NAMESPACE, with what the machine refuses.
absl::Status EnterRoom();

// Shows `source`, a file or a folder, at `target`, an absolute path below the room. What is written
// to a folder stays in the room. Errors: WORKSHOP-INPUT.
absl::Status Show(const std::string& source, const std::string& target);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_WORKSHOP_ROOM_H_

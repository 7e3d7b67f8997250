// Which server answers for which host name, now.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_HOST_TABLE_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_HOST_TABLE_H_

#include <string>

#include "absl/status/status.h"

namespace release::cloud {

// Threads: any.
class HostTable {
 public:
  HostTable() = default;
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;
  virtual ~HostTable() = default;

  // From now on new requests for `host` go to the unix socket `socket`, in place of the one before;
  // requests that are under way stay where they are. `socket` is a path below the run directory
  // ("worker-1.sock") or an absolute one. It should listen already. The host still needs a
  // certificate (certificates.h). Errors: INVALID_ARGUMENT, CLOUD-HOST-NAME; FILE-UNWRITABLE.
  virtual absl::Status Serve(const std::string& host, const std::string& socket) = 0;

  // New requests for `host` are answered that nothing serves it. Fine when nothing did.
  virtual absl::Status Unserve(const std::string& host) = 0;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_HOST_TABLE_H_

// A host table in which a host that moved on is not taken away by its former owner.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_HOST_OWNERS_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_HOST_OWNERS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "tools/localcloud/front/host_table.h"

namespace release::cloud {

// Threads: one at a time.
class HostOwners {
 public:
  // `table` outlives this.
  explicit HostOwners(HostTable& table) : table_(table) {}

  // `owner` serves `host` from now on, whoever did before.
  absl::Status Serve(const std::string& host, const std::string& socket, const void* owner) {
    owners_[host] = owner;
    return table_.Serve(host, socket);
  }

  // Nothing happens when another one serves `host`.
  absl::Status Unserve(const std::string& host, const void* owner) {
    const auto found = owners_.find(host);
    if (found == owners_.end() || found->second != owner) return absl::OkStatus();
    owners_.erase(found);
    return table_.Unserve(host);
  }

 private:
  HostTable& table_;
  std::map<std::string, const void*> owners_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_HOST_OWNERS_H_

// What the status page shows, put together when somebody asks for it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_OVERVIEW_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_OVERVIEW_H_

#include <mutex>
#include <utility>
#include <vector>

#include "tools/localcloud/edge/edge.h"
#include "tools/localcloud/engine/container_engine.h"
#include "tools/localcloud/status_page/cloud_status.h"

namespace release::cloud {

// Threads: any.
class Overview {
 public:
  // `base`: what never changes.
  explicit Overview(CloudStatus base) : status_(std::move(base)) {}

  // The servers, as they are now.
  void SetParts(std::vector<PartStatus> parts);

  // Looks at the memory of every process: for one that asks, not for every tick.
  CloudStatus Now(const Edge& edge, const ContainerEngine& engine) const;

 private:
  mutable std::mutex mutex_;
  CloudStatus status_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_OVERVIEW_H_

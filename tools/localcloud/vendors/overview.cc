#include "tools/localcloud/vendors/overview.h"

#include "tools/localcloud/vendors/shown.h"

namespace release::cloud {

void Overview::SetParts(std::vector<PartStatus> parts) {
  const std::lock_guard lock(mutex_);
  status_.parts = std::move(parts);
}

CloudStatus Overview::Now(const Edge& edge, const ContainerEngine& engine) const {
  CloudStatus now;
  {
    const std::lock_guard lock(mutex_);
    now = status_;
  }
  AddEdge(edge.Status(), now);
  AddEngine(engine.Status(), now);
  return now;
}

}  // namespace release::cloud

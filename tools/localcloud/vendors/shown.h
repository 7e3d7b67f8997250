// What the parts say of themselves, as the status page shows it.
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_SHOWN_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_SHOWN_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/localcloud/edge/served.h"
#include "tools/localcloud/engine/container_engine.h"
#include "tools/localcloud/status_page/cloud_status.h"

namespace release::cloud {

// "2026-11-24 12:05:31", local time.
std::string ForPeople(absl::Time time);

void AddEdge(const std::vector<ServedStatus>& served, CloudStatus& status);
void AddEngine(const ContainerEngineStatus& engine, CloudStatus& status);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_SHOWN_H_

// A deployed Worker as workerd's configuration.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_WORKER_CONFIG_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_WORKER_CONFIG_H_

#include <string>

#include "tools/localcloud/cloudflare/listener.h"
#include "tools/localcloud/edge/plan.h"
#include "tools/localcloud/edge/runtime_config.h"

namespace release::cloud {

struct WorkerSettings {
  std::string durable_objects;  // folder that keeps what this Worker's Durable Objects store
  std::string engine_socket;    // of the container engine, below the run directory
};

// Bindings that are served: plain_text, secret_text, json, durable_object_namespace of a class of
// its own. A Worker with another one is refused as a whole, because it was written to rely on it. A
// class that belongs to a container application can start instances of it, by the application's
// name.
Plan WorkerPlan(const DeployedWorker& worker, const WorkerSettings& settings,
                OutboundSettings outbound);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_WORKER_CONFIG_H_

// Custom domains of the Worker.
#ifndef RELEASE_PLUGINS_RECONCILE_EDGE_WORKER_HOSTS_H_
#define RELEASE_PLUGINS_RECONCILE_EDGE_WORKER_HOSTS_H_

#include "plugins/reconcile_edge/edge.h"

namespace release::reconcile_edge {

// Each host name is the Worker's custom domain; the vendor makes its DNS record, which is proxied.
// Refusals: EDGE-HOSTNAME-TAKEN, EDGE-DNS-RECORD; EDGE-NO-WORKER when it is not deployed yet.
void AddWorkerHosts(const Config& config, Items& items);

}  // namespace release::reconcile_edge

#endif  // RELEASE_PLUGINS_RECONCILE_EDGE_WORKER_HOSTS_H_

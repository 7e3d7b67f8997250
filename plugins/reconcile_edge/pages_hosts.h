// Custom domains of Pages projects, and the DNS records that lead to them.
#ifndef RELEASE_PLUGINS_RECONCILE_EDGE_PAGES_HOSTS_H_
#define RELEASE_PLUGINS_RECONCILE_EDGE_PAGES_HOSTS_H_

#include "plugins/reconcile_edge/edge.h"

namespace release::reconcile_edge {

// Each host name is attached to its project, and has one proxied CNAME record to it. Refusals:
// EDGE-HOSTNAME-TAKEN (a Worker's, or another project's), EDGE-DNS-RECORD; EDGE-NO-PROJECT when the
// project does not exist yet.
void AddPagesHosts(const Config& config, Items& items);

}  // namespace release::reconcile_edge

#endif  // RELEASE_PLUGINS_RECONCILE_EDGE_PAGES_HOSTS_H_

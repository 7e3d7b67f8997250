// A deployed Pages site as workerd's configuration: the bundled asset server (site_server/), and
// the site's Functions behind it.
//
// The asset server's binding SITE is JSON:
//   {"deployment_id", "headers", "redirects",         the texts of the two files
//    "routes": the object in _routes.json, or null,
//    "assets": {"/index.html": {"key": for the ETag, "type", "blob": path below BLOBS}}}
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_PAGES_CONFIG_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_PAGES_CONFIG_H_

#include <string>

#include "tools/localcloud/cloudflare/listener.h"
#include "tools/localcloud/edge/plan.h"
#include "tools/localcloud/edge/runtime_config.h"

namespace release::cloud {

// `site_server`: the bundle of site_server/, an absolute path. Only files that the deployment names
// can be asked for, whatever a request says.
Plan PagesPlan(const DeployedPages& pages, const std::string& site_server,
               OutboundSettings outbound);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_PAGES_CONFIG_H_

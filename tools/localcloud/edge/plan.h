// What is to be served: a deployment as workerd's configuration.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_PLAN_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_PLAN_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/localcloud/edge/runtime_config.h"

namespace release::cloud {

struct Plan {
  std::string kind;  // "Worker" or "Pages"
  std::string name;
  std::string label;    // names its files: the log, the sockets
  std::string version;  // version or deployment
  std::string config;   // secrets in it
  std::vector<std::string> hosts;
  bool containers = false;  // it starts some, which outlive its process
  std::string refused;  // why `config` is only a page that says so; empty: it is what was deployed
};

// A configuration that answers every request with a 501 and `why`.
std::string RefusalConfig(std::string_view why);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_PLAN_H_

// The configuration of the front's nginx.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_NGINX_CONFIG_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_NGINX_CONFIG_H_

#include <cstdint>
#include <string>

namespace release::cloud {

struct NginxConfigSettings {
  std::string address;
  uint16_t port = 0;
  std::string registry_host;
  int64_t client_timeout_ms = 0;
  std::string user;  // of the process, when it is root; else empty
};

// Holds no path of this machine: nginx gets the directory of its files by -p, and what changes
// while it runs (hosts, faults) is below its working directory.
std::string NginxConfig(const NginxConfigSettings& settings);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_NGINX_CONFIG_H_

// A host table that gives each host a certificate when it is served for the first time.
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_CERTIFIED_HOSTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_CERTIFIED_HOSTS_H_

#include <string>

#include "absl/status/status.h"
#include "tools/localcloud/front/certificates.h"
#include "tools/localcloud/front/host_table.h"

namespace release::cloud {

// A certificate that a host has is left alone, also a wrong one that was ordered.
class CertifiedHosts final : public HostTable {
 public:
  // Both outlive it.
  CertifiedHosts(HostTable& hosts, Certificates& certificates)
      : hosts_(hosts), certificates_(certificates) {}

  absl::Status Serve(const std::string& host, const std::string& socket) override;
  absl::Status Unserve(const std::string& host) override { return hosts_.Unserve(host); }

 private:
  HostTable& hosts_;
  Certificates& certificates_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_CERTIFIED_HOSTS_H_

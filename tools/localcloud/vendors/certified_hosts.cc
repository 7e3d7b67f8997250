#include "tools/localcloud/vendors/certified_hosts.h"

namespace release::cloud {

absl::Status CertifiedHosts::Serve(const std::string& host, const std::string& socket) {
  if (absl::Status served = hosts_.Serve(host, socket); !served.ok()) return served;
  return certificates_.IssueUnlessThere(host);
}

}  // namespace release::cloud

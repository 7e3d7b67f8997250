#include "tools/localcloud/vendors/certified_hosts.h"

#include <algorithm>

namespace release::cloud {

bool CertifiedHosts::IsDelayed(const std::string& host) const {
  return times_.delay > absl::ZeroDuration() &&
         std::any_of(times_.zones.begin(), times_.zones.end(), [&](const std::string& zone) {
           return host == zone || host.ends_with("." + zone);
         });
}

absl::Status CertifiedHosts::Serve(const std::string& host, const std::string& socket) {
  if (absl::Status served = hosts_.Serve(host, socket); !served.ok()) return served;
  if (!IsDelayed(host)) return certificates_.IssueUnlessThere(host);
  if (certificates_.Has(host)) return absl::OkStatus();
  const std::lock_guard lock(mutex_);
  due_.emplace(host, clock_.Monotonic() + times_.delay);
  return absl::OkStatus();
}

absl::Status CertifiedHosts::Unserve(const std::string& host) {
  {
    const std::lock_guard lock(mutex_);
    due_.erase(host);
  }
  return hosts_.Unserve(host);
}

bool CertifiedHosts::IsPending(const std::string& host) {
  const std::lock_guard lock(mutex_);
  return due_.contains(host);
}

absl::Status CertifiedHosts::Tick() {
  const absl::Duration now = clock_.Monotonic();
  absl::Status status;
  const std::lock_guard lock(mutex_);
  std::erase_if(due_, [&](const auto& each) {
    if (each.second > now) return false;
    status.Update(certificates_.IssueUnlessThere(each.first));
    return true;
  });
  return status;
}

}  // namespace release::cloud

// A host table that gives each host a certificate when it is served for the first time.
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_CERTIFIED_HOSTS_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_CERTIFIED_HOSTS_H_

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/localcloud/front/certificates.h"
#include "tools/localcloud/front/host_table.h"

namespace release::cloud {

// When a host of a customer's own zone gets its certificate. Those of the vendor have one at once.
struct CertificateTimes {
  std::vector<std::string> zones;
  absl::Duration delay;  // after it is served for the first time
};

// A certificate that a host has is left alone, also a wrong one that was ordered. Threads: any.
class CertifiedHosts final : public HostTable {
 public:
  // The references outlive it.
  CertifiedHosts(HostTable& hosts, Certificates& certificates, CertificateTimes times, Clock& clock)
      : hosts_(hosts), certificates_(certificates), times_(std::move(times)), clock_(clock) {}

  absl::Status Serve(const std::string& host, const std::string& socket) override;
  absl::Status Unserve(const std::string& host) override;

  // True while a host that is served waits for its certificate.
  bool IsPending(const std::string& host);

  // Issues what is due. Call it now and then.
  absl::Status Tick();

 private:
  bool IsDelayed(const std::string& host) const;

  HostTable& hosts_;
  Certificates& certificates_;
  const CertificateTimes times_;
  Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, absl::Duration> due_;  // as Clock::Monotonic
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_CERTIFIED_HOSTS_H_

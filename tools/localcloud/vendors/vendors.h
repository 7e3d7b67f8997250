// The vendors as one: control planes, front, edge and engine, started in order and tended from one
// thread.
#ifndef RELEASE_TOOLS_LOCALCLOUD_VENDORS_VENDORS_H_
#define RELEASE_TOOLS_LOCALCLOUD_VENDORS_VENDORS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/base/secret.h"
#include "tools/localcloud/cloud_directory.h"
#include "tools/localcloud/loopback.h"
#include "tools/localcloud/status_page/cloud_status.h"
#include "tools/localcloud/vendors/identity.h"

namespace release::cloud {

struct VendorSettings {
  CloudEndpoints endpoints;        // `front` and `status` are ours; the others are there already
  std::string database;            // name
  std::vector<std::string> zones;  // of the account: "spectral.test"
  std::string workerd;             // the program
  std::string site_server;         // //tools/localcloud/edge:site_server
  std::vector<std::string> sockets_command;  // ContainerEngineSettings
  std::string faults;                        // a file of orders; empty: none

  // How long a host name of a zone waits for its certificate; zero: it does not.
  absl::Duration certificate_delay = absl::Seconds(2);
};

// Threads: one, which outlives the processes.
class Vendors {
 public:
  // Returns when everything answers. On failure nothing is left running. Errors: those of the
  // parts; FAULTS-MALFORMED.
  // `password` is that of the database's superuser.
  static absl::StatusOr<std::unique_ptr<Vendors>> Start(const VendorSettings& settings,
                                                        Secret password,
                                                        const CloudDirectory& directory,
                                                        Clock& clock);
  // As Stop().
  ~Vendors();

  const CloudIdentity& identity() const;
  std::string ca_file() const;
  // Of Supabase: for browsers, and for those who may do everything.
  std::string publishable_key() const;
  Secret secret_key() const;

  // Call it about every 100 ms, and when one of the descriptors is readable. Returns lines to show
  // when there is news.
  std::vector<std::string> Tick();
  std::vector<int> WaitFor() const;

  // How the parts that are not ours are, for the status page.
  void Show(std::vector<PartStatus> others);

  void Stop();

 private:
  struct Parts;
  explicit Vendors(std::unique_ptr<Parts> parts);
  void Resume();

  std::unique_ptr<Parts> parts_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_VENDORS_VENDORS_H_

// The whole local cloud, up.
#ifndef RELEASE_TOOLS_LOCALCLOUD_CLOUD_H_
#define RELEASE_TOOLS_LOCALCLOUD_CLOUD_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/base/process.h"
#include "tools/base/secret.h"
#include "tools/image/container/unpacked_image.h"
#include "tools/localcloud/api_server.h"
#include "tools/localcloud/cloud_database.h"
#include "tools/localcloud/cloud_directory.h"
#include "tools/localcloud/loopback.h"
#include "tools/localcloud/stop_signals.h"
#include "tools/localcloud/vendors/vendors.h"

namespace release {

struct CloudSettings {
  ImageFiles image;     // of the API
  std::string prelude;  // file
  std::string revision;
  std::string postgres_programs;  // directory

  // Environment variables that the command gets with random values: secrets of the product that
  // no vendor gives out. The same at each run.
  std::vector<std::string> secrets;

  // Of the vendors; an empty `workerd`: the cloud has none.
  std::vector<std::string> zones;
  std::string workerd;
  std::string site_server;
  std::string faults;
};

// Threads: everything on one thread, which outlives the cloud: its servers die with it.
class Cloud {
 public:
  // Shows a line to the user.
  using Say = std::function<void(const std::string& line)>;

  Cloud(CloudSettings settings, CloudDirectory& directory, StopSignals& signals, Clock& clock,
        Say say);
  // As Stop().
  ~Cloud();
  Cloud(const Cloud&) = delete;
  Cloud& operator=(const Cloud&) = delete;

  // Brings everything up. On failure nothing is left running. Errors: those of the parts;
  // CLOUD-MACHINE-WENT-DOWN when the data may have suffered from that; CANCELLED after a signal.
  absl::Status Start();

  const CloudEndpoints& endpoints() const { return endpoints_; }

  // Of the session pooler, with the password in it.
  Secret DatabaseUrl() const { return database_->Url(); }

  // Of CloudSettings::secrets.
  const std::map<std::string, Secret>& made_secrets() const { return made_secrets_; }

  // Null when the cloud has none.
  const cloud::Vendors* vendors() const { return vendors_.get(); }

  // Waits until `process` ends (nullptr: none) or a signal comes, and keeps the servers up
  // meanwhile. Returns the signal, or absent when the process has ended.
  std::optional<int> KeepUntil(const Process* process);

  // Ends the servers, the database last.
  void Stop();

 private:
  absl::Status MakeSecrets();
  absl::Status StartDatabase();
  absl::Status Unpack();
  absl::Status StartApi();
  absl::Status AwaitApi();
  absl::Status StartVendors();
  void Tend();
  absl::Duration NextDue() const;

  const CloudSettings settings_;
  CloudDirectory& directory_;
  StopSignals& signals_;
  Clock& clock_;
  const Say say_;

  CloudEndpoints endpoints_;
  UnpackedImage image_;  // once started
  std::map<std::string, Secret> made_secrets_;
  std::optional<CloudDatabase> database_;
  std::optional<ApiServer> api_;
  std::unique_ptr<cloud::Vendors> vendors_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_CLOUD_H_

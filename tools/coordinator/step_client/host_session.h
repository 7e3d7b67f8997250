// A StepSession that is a process: one step host, one plugin, one stream.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_HOST_SESSION_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_HOST_SESSION_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/release/v1/manifest.pb.h"
#include "tools/coordinator/redaction/shared_redactor.h"
#include "tools/coordinator/step_client/spawner.h"
#include "tools/coordinator/step_client/step_session.h"

namespace release {

struct HostSettings {
  // Absolute path of the step host.
  std::string step_host;

  // The exact environment of every host.
  std::map<std::string, std::string> environment;

  // Longest time from spawn to hello.
  absl::Duration start_timeout = absl::Seconds(30);

  absl::Duration heartbeat_interval = absl::Milliseconds(500);
};

// Starts step hosts. Outlives its sessions. The plugin's path in a StepSpec is absolute (catalog).
class HostSessions : public StepSessions {
 public:
  HostSessions(HostSettings settings, Spawner& spawner, const SharedRedactor& redactor)
      : settings_(std::move(settings)), spawner_(spawner), redactor_(redactor) {}

  absl::StatusOr<std::unique_ptr<StepSession>> Start(const v1::StepSpec& step) override;

 private:
  const HostSettings settings_;
  Spawner& spawner_;
  const SharedRedactor& redactor_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_HOST_SESSION_H_

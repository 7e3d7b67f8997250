// The API server, run out of its image: started, started again when it dies, stopped.
#ifndef RELEASE_TOOLS_LOCALCLOUD_API_SERVER_H_
#define RELEASE_TOOLS_LOCALCLOUD_API_SERVER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/process.h"
#include "tools/base/secret.h"
#include "tools/image/container/container.h"
#include "tools/image/container/unpacked_image.h"
#include "tools/localcloud/loopback.h"
#include "tools/localcloud/server_log.h"
#include "tools/localcloud/stop_signals.h"

namespace release {

// The program is told where to listen and what it is through its environment: HOST, PORT,
// DATABASE_URL, SPECTRAL_GENERATION, SPECTRAL_REVISION, SPECTRAL_IMAGE_DIGEST. What it writes goes
// to a log file. It is killed when the thread that started it ends.
class ApiServer {
 public:
  struct Settings {
    UnpackedImage image;
    Endpoint endpoint;
    uint64_t generation = 0;
    std::string revision;
    std::string log;
  };

  ApiServer(Settings settings, Secret database_url, Secret password, Clock& clock);

  // Starts it, without waiting. Errors: those of Container::Start().
  absl::Status Start();

  // Returns when it accepts connections. Errors: ALREADY_EXISTS, CLOUD-PORT-TAKEN, when it ended
  // and something else has the endpoint; CLOUD-API-FAILED with its last words; CANCELLED.
  absl::Status AwaitListening(StopSignals& signals);

  // Starts it again when it died: after 0.1 s, and after twice as long each time, at most 5 s,
  // until it has lived for 10 s. Returns a line to show when there is news, else "". Call it at
  // least when process() ends or NextDue() is over.
  std::string Tend();

  // Absent while it waits to be started again.
  const Process* process() const {
    return container_.has_value() ? &container_->process() : nullptr;
  }
  absl::Duration NextDue() const;

  // SIGTERM, 3 s of grace, SIGKILL.
  void Stop();

 private:
  absl::Status Failed(absl::StatusCode status, DiagnosisText text) const;

  const Settings settings_;
  const Secret database_url_;
  const Secret password_;  // in database_url_
  Clock& clock_;
  std::optional<ServerLog> log_;
  std::optional<Container> container_;
  absl::Duration started_;  // as Clock::Monotonic
  absl::Duration restart_at_;
  absl::Duration rest_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_API_SERVER_H_

// A server that runs beside us: started, waited for, and ended.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_SERVER_PROCESS_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_SERVER_PROCESS_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/base/process.h"

namespace release::cloud {

struct ServerStart {
  std::string name;  // for people: "nginx"
  Command command;   // its output goes to the log
  std::string log;   // path

  // True when the server takes connections; asked every few milliseconds.
  std::function<bool(pid_t)> ready;
};

// Dies with the thread that started it.
class ServerProcess {
 public:
  // Returns when it is ready. Errors, with its last words: ALREADY_EXISTS, CLOUD-PORT-TAKEN, when
  // its address is in use; CLOUD-SERVER-FAILED when it ends or is not ready in 20 s. And those of
  // Process::Start.
  static absl::StatusOr<ServerProcess> Start(ServerStart start);

  const Process& process() const { return process_; }

  // How it ended, when it did.
  std::optional<Exit> Ended() { return process_.WaitFor(absl::ZeroDuration()); }

  // SIGTERM, and SIGKILL after 2 s.
  void Stop() { process_.Terminate(absl::Seconds(2)); }

 private:
  explicit ServerProcess(Process process) : process_(std::move(process)) {}

  Process process_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_SERVER_PROCESS_H_

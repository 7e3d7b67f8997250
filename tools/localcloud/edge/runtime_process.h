// One workerd that serves one configuration on one unix socket.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EDGE_RUNTIME_PROCESS_H_
#define RELEASE_TOOLS_LOCALCLOUD_EDGE_RUNTIME_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"
#include "tools/localcloud/edge/open_connections.h"
#include "tools/localcloud/server_log.h"

namespace release::cloud {

struct RuntimeCommand {
  std::string workerd;  // the program
  std::string run;      // working directory; the socket is in it
  std::string socket;   // file name
  std::string log;      // file that its output is appended to
};

// The destructor kills it and removes the socket.
//
// Threads: one at a time; Start from one that lives as long as the process.
class RuntimeProcess {
 public:
  enum class State {
    kStarting,
    kServing,  // accepts connections
    kEnded,
  };

  // The configuration goes through anonymous memory, so no secret of it is on a disk or in the
  // arguments. Errors: those of Process::Start and ServerLog::Open; MEMFD-FAILED.
  static absl::StatusOr<std::unique_ptr<RuntimeProcess>> Start(const RuntimeCommand& command,
                                                               const std::string& config);
  RuntimeProcess(const RuntimeProcess&) = delete;
  RuntimeProcess& operator=(const RuntimeProcess&) = delete;
  ~RuntimeProcess();

  // Looks, without waiting.
  State Poll();

  // Answers what it has begun, accepts nothing more, and ends.
  void Drain() { process_.Signal(SIGTERM); }

  // Ends at once. Unlike Drain() it leaves the containers alone that it has started.
  void Kill() { process_.Signal(SIGKILL); }

  // Whether somebody waits for an answer.
  bool Busy() const { return OpenConnections(pid(), command_.socket) > 0; }

  // Why it ended: the way it did, with the last lines that it wrote. EDGE-RUNTIME.
  absl::Status Failure();

  const std::string& socket() const { return command_.socket; }
  pid_t pid() const { return process_.pid(); }

  // Resident memory; 0 when it has ended. Bytes.
  uint64_t MemoryBytes() const;

 private:
  RuntimeProcess(RuntimeCommand command, ServerLog log, FileDescriptor events, Process process);

  const RuntimeCommand command_;
  ServerLog log_;
  FileDescriptor events_;
  Process process_;
  State state_ = State::kStarting;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_EDGE_RUNTIME_PROCESS_H_

// Reads what a host and its plugin write to stdout and stderr.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_OUTPUT_PUMP_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_OUTPUT_PUMP_H_

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "absl/status/statusor.h"
#include "proto/release/v1/host.pb.h"
#include "tools/base/file_descriptor.h"

namespace release {

// Turns two pipes into log lines of level OUTPUT, cut at 8 KiB, unprintable
// bytes replaced. Reading blocks while `consume` does, so a flood slows its
// writer.
//
// Threads: `consume` is called from the pump's own thread, one line at a time.
class OutputPump {
 public:
  using Consume = std::function<void(v1::LogLine)>;

  static absl::StatusOr<std::unique_ptr<OutputPump>> Start(FileDescriptor out, FileDescriptor err,
                                                           Consume consume);
  ~OutputPump();
  OutputPump(const OutputPump&) = delete;
  OutputPump& operator=(const OutputPump&) = delete;

  // Takes what is in the pipes now and stops. A process that the plugin left
  // behind may hold their other ends open for ever; nobody waits for it.
  void Finish();

 private:
  struct Source {
    FileDescriptor fd;
    std::string partial;
  };

  OutputPump(FileDescriptor out, FileDescriptor err, Pipe stop, Consume consume);
  void Loop();
  void Read(Source& source);
  void Split(std::string_view text, std::string& partial);
  void Give(std::string_view text);

  std::array<Source, 2> sources_;
  Pipe stop_;  // closing the write end stops the loop
  const Consume consume_;
  std::thread thread_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_OUTPUT_PUMP_H_

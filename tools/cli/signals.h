// SIGINT, SIGTERM and SIGHUP as calls of a function.
#ifndef RELEASE_TOOLS_CLI_SIGNALS_H_
#define RELEASE_TOOLS_CLI_SIGNALS_H_

#include <functional>
#include <thread>

#include "tools/base/file_descriptor.h"

namespace release {

// Blocks the three signals in this thread and in every thread made later. Call
// first in main. SIGPIPE is ignored from here on: a reader that went away shows
// as an error of write.
void BlockStopSignals();

// Calls `on_signal` for each stop signal, in a thread of its own.
class StopSignals {
 public:
  using OnSignal = std::function<void(int signal, int count)>;  // count from 1

  explicit StopSignals(OnSignal on_signal);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  void Loop();

  const OnSignal on_signal_;
  FileDescriptor signals_;
  FileDescriptor done_;
  std::thread thread_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_SIGNALS_H_

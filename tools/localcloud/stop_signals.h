// SIGINT, SIGTERM and SIGHUP as something to wait for.
#ifndef RELEASE_TOOLS_LOCALCLOUD_STOP_SIGNALS_H_
#define RELEASE_TOOLS_LOCALCLOUD_STOP_SIGNALS_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"

namespace release {

// Blocks the three signals for this thread, and ignores SIGPIPE, for the rest of the process's
// life; children start with everything at its default. Make it before the first thread.
class StopSignals {
 public:
  StopSignals();

  // Readable when a signal waits.
  int fd() const { return fd_.get(); }

  // The next signal that waits, if one does.
  std::optional<int> Take();

  // Sleeps for `duration`, or until `process` has ended (nullptr: none). CANCELLED when a signal
  // came first; first() is then that signal.
  absl::Status Sleep(absl::Duration duration, const Process* process = nullptr);

  // The first signal that Take() or Sleep() saw; 0: none yet.
  int first() const { return first_; }

 private:
  FileDescriptor fd_;
  int first_ = 0;
};

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_STOP_SIGNALS_H_

// What the SDK needs of whoever runs a step: the step host, or a recording in a test.
#ifndef RELEASE_TOOLS_SDK_HOST_LINK_H_
#define RELEASE_TOOLS_SDK_HOST_LINK_H_

#include "proto/release/v1/host.pb.h"

namespace release {

// Threads: any thread of the step, during a call.
class HostLink {
 public:
  virtual ~HostLink() = default;

  // Hands over a log, progress, change, output or warning. Blocks while the receiver is slower
  // than the step. What the receiver refuses it reports itself.
  virtual void Emit(const v1::HostMessage& message) = 0;

  // True once the call should stop. Never blocks. Also a sign of life.
  virtual bool Cancelled() = 0;
};

}  // namespace release

#endif  // RELEASE_TOOLS_SDK_HOST_LINK_H_

// The command's process from its fork to its exec. Private to this room; async-signal-safe.
#ifndef RELEASE_TOOLS_IMAGE_RUN_COMMAND_CHILD_H_
#define RELEASE_TOOLS_IMAGE_RUN_COMMAND_CHILD_H_

#include "tools/image/run/sandbox_child.h"

namespace release::image {

inline constexpr int kStatusFd = 3;
inline constexpr int kListenerSocket = 4;

// To the status pipe.
void ReportPhase(const ChildReport& report);

// Session, limits, capabilities, supervision, exec.
[[noreturn]] void RunCommandChild(const ChildPlan& plan);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_COMMAND_CHILD_H_

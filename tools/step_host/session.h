// The life of a step host on its stream: hello, welcome, calls, heartbeats, end.
#ifndef RELEASE_TOOLS_STEP_HOST_SESSION_H_
#define RELEASE_TOOLS_STEP_HOST_SESSION_H_

#include "tools/base/file_descriptor.h"
#include "tools/step_host/loaded_plugin.h"

namespace release {

// Speaks over `socket`, one end of a socketpair, until the coordinator closes the stream, then ends
// the process. The caller's thread makes all calls into the plugin; a reader thread takes messages
// (so that Cancel arrives during a call) and a writer thread sends them, with the heartbeats.
//
// Ends the process with _exit, HostExit::kDone or kProtocol: static destructors of a plugin and of
// its libraries must not run beside threads that still work.
[[noreturn]] void RunSession(FileDescriptor socket, const LoadedPlugin& plugin);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_SESSION_H_

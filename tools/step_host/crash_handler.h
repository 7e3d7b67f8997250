// Says where a deadly signal hit before the process dies of it.
#ifndef RELEASE_TOOLS_STEP_HOST_CRASH_HANDLER_H_
#define RELEASE_TOOLS_STEP_HOST_CRASH_HANDLER_H_

#include <string>

namespace release {

// From now on SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT write one line to stderr (crash_line.h)
// and then end the process as they would have. The line names the place in the plugin, when one is
// on the stack, else the place of the fault. Runs on a stack of its own for the calling thread, so
// that it survives a stack overflow there. Uses nothing that a signal handler may not.
//
// `plugin_path`: the name under which the plugin will be dlopened. Call before it is.
void InstallCrashHandler(const std::string& plugin_path);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_CRASH_HANDLER_H_

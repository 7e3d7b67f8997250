// How a step host ends, for the coordinator and for people who run it by hand.
#ifndef RELEASE_TOOLS_STEP_HOST_EXIT_CODE_H_
#define RELEASE_TOOLS_STEP_HOST_EXIT_CODE_H_

namespace release {

enum class HostExit : int {
  kDone = 0,             // the coordinator closed the stream; or a build-time mode succeeded
  kRefused = 1,          // the plugin or the config was refused: a diagnosis is on stderr
  kBadCommandLine = 64,  // the command line is wrong: the caller must change it
  kProtocol = 76,        // the coordinator broke the order of host.proto
};

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_EXIT_CODE_H_

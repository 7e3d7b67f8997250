// How `release` ends, for scripts and CI. Stable: a number never changes its
// meaning.
#ifndef RELEASE_TOOLS_CLI_EXIT_CODE_H_
#define RELEASE_TOOLS_CLI_EXIT_CODE_H_

namespace release {

enum class ExitCode : int {
  kOk = 0,            // released, planned, or nothing to do
  kStepFailed = 1,    // a step failed; run the same command to continue
  kUsage = 2,         // the command line, the config or the build must be mended
  kRefused = 3,       // a gate or a person said no; nothing was touched
  kInconclusive = 4,  // it may be live, but nobody could tell; look, then continue
  kInterrupted = 5,   // stopped on request; run the same command to continue
  kLocked = 6,        // another release of this environment is running
  kUnsound = 7,       // journal or build outputs are damaged or not what was built
  kInternal = 70,     // a fault of this program
};

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_EXIT_CODE_H_

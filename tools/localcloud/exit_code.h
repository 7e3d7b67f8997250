// How `localcloud` ends when it is not with the exit code of the command that it ran. The numbers
// are those of `release` (tools/cli/exit_code.h), which is that command.
#ifndef RELEASE_TOOLS_LOCALCLOUD_EXIT_CODE_H_
#define RELEASE_TOOLS_LOCALCLOUD_EXIT_CODE_H_

namespace release {

inline constexpr int kCloudOk = 0;
inline constexpr int kCloudDown = 1;    // status: it is not running
inline constexpr int kCloudCannot = 2;  // it could not be started; the diagnosis is on stderr
inline constexpr int kCloudInUse = 6;   // another one runs in this directory
inline constexpr int kSignalBase =
    128;  // + the signal that ended the command, or us while starting

}  // namespace release

#endif  // RELEASE_TOOLS_LOCALCLOUD_EXIT_CODE_H_

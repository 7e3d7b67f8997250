// The line that a step host writes to stderr when it dies of a signal:
//
//   step-host-crash: signal=11 module=plugin offset=0x1234
//
// A plugin can write such a line too; it only lies about itself.
#ifndef RELEASE_TOOLS_STEP_HOST_CRASH_LINE_H_
#define RELEASE_TOOLS_STEP_HOST_CRASH_LINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace release {

struct CrashLine {
  int signal = 0;
  bool in_plugin = false;

  // "plugin", "host", or the file name of a library.
  std::string module;

  // An address of the module's own file, as `nm` shows it; SymbolAt() (symbolize.h) names it.
  uint64_t offset = 0;
};

// Reads one line of stderr, without its newline. Absent for any other line.
std::optional<CrashLine> ParseCrashLine(std::string_view line);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_CRASH_LINE_H_

// Why a step host ended, in words.
#ifndef RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_DEATH_H_
#define RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_DEATH_H_

#include <deque>
#include <optional>
#include <string>

#include "proto/release/v1/diagnosis.pb.h"
#include "proto/release/v1/manifest.pb.h"
#include "tools/base/process.h"
#include "tools/step_host/crash_line.h"

namespace release {

struct Death {
  Exit exit;
  std::optional<CrashLine> crash;      // what the host said when a signal hit it
  std::deque<std::string> last_lines;  // of host and plugin, redacted, oldest first
};

// Tells a crash (signal, function or offset), memory, a plugin that ended the
// process, and a kill from outside apart. `phase` is what the host was doing:
// `loading`, `apply`, ... Reads the plugin's symbol table for the function name.
v1::Diagnosis ExplainDeath(const v1::StepSpec& step, const std::string& plugin_path,
                           const std::string& phase, const Death& death);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_STEP_CLIENT_DEATH_H_

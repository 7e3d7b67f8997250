// Decides whether a plugin's table can be used by this host.
#ifndef RELEASE_TOOLS_STEP_HOST_ABI_CHECK_H_
#define RELEASE_TOOLS_STEP_HOST_ABI_CHECK_H_

#include <string>

#include "absl/status/status.h"
#include "tools/abi/step_plugin.h"

namespace release {

// How messages call a plugin, and how it is rebuilt.
struct PluginOrigin {
  std::string path;   // the file as the coordinator named it
  std::string label;  // its Bazel target; may be empty

  // A sentence for Diagnosis.fix.
  std::string RebuildCommand() const;
};

// Looks at `abi_major` before anything else. Errors, each with the host's and the plugin's value:
// HOST-ABI-MAJOR, HOST-ABI-STRUCT (the table is shorter than its version says), HOST-ABI-TABLE (a
// required member is missing or not well formed).
absl::Status CheckTable(const release_step_plugin* table, const PluginOrigin& origin);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_ABI_CHECK_H_

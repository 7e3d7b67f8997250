// Where the locked wrangler and its Node are.
#ifndef RELEASE_PLUGINS_LIB_WRANGLER_TOOL_H_
#define RELEASE_PLUGINS_LIB_WRANGLER_TOOL_H_

#include <string>

#include "absl/status/statusor.h"

namespace release::wrangler {

struct Tool {
  std::string node;    // the program
  std::string script;  // wrangler/bin/wrangler.js
};

// The tool below a runfiles directory that has `@npm_wrangler//:wrangler`, made absolute. Error:
// WRANGLER-MISSING, naming the file that is not there.
absl::StatusOr<Tool> FindTool(const std::string& runfiles);

// The runfiles directory that the launcher of `@npm_wrangler//:wrangler` is in; empty when the
// path is of something else.
std::string RunfilesOf(const std::string& launcher);

}  // namespace release::wrangler

#endif  // RELEASE_PLUGINS_LIB_WRANGLER_TOOL_H_

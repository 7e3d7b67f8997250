// Completes a pipeline manifest with what only the built files tell.
#ifndef RELEASE_TOOLS_RULES_PIPELINE_TOOL_WRITE_MANIFEST_H_
#define RELEASE_TOOLS_RULES_PIPELINE_TOOL_WRITE_MANIFEST_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/rules/pipeline_tool/request.h"

namespace release {

// The manifest as JSON, the same bytes for the same files. Digests and sizes are measured, folders
// become their files in the order of their paths, plugins get name and config message from their
// hellos, and an artifact's files get names relative to the folder that they have in common. The
// result has passed CheckManifest.
absl::StatusOr<std::string> WriteManifest(WriteManifestRequest request);

}  // namespace release

#endif  // RELEASE_TOOLS_RULES_PIPELINE_TOOL_WRITE_MANIFEST_H_

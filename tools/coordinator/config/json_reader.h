// The config that the build knows, as JSON in the manifest, to ConfigNode.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_JSON_READER_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_JSON_READER_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "tools/coordinator/config/config_node.h"

namespace release {

// A table whose nodes have origin kBuild. An empty text is an empty table. Fails with
// CONFIG-NOT-JSON for what is no JSON object.
absl::StatusOr<ConfigNode> ReadJsonObject(std::string_view text);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_JSON_READER_H_

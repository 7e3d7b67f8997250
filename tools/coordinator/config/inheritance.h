// Which environment inherits from which.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_INHERITANCE_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_INHERITANCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/coordinator/config/config_node.h"
#include "tools/coordinator/config/source_text.h"
#include "tools/coordinator/problems/problems.h"

namespace release {

// Adds CONFIG-INHERITS-UNKNOWN for a parent that is not there and CONFIG-INHERITS-CYCLE for each
// circle, once. `root` is the file's table.
void CheckInheritance(const ConfigNode& root, const SourceText& source, Problems& problems);

// Names that `environment` inherits from, nearest first. Ends where a problem would be.
std::vector<std::string> ParentsOf(const ConfigNode& root, std::string_view environment);

// The environment's table laid over those of its parents, without what is not inherited.
ConfigNode Inherited(const ConfigNode& root, std::string_view environment);

// Names that no other environment inherits from: the ones that are complete in themselves.
std::vector<std::string> Leaves(const ConfigNode& root);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_INHERITANCE_H_

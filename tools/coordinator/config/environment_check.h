// Checks every environment of a file against the table in environment_schema.h.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_ENVIRONMENT_CHECK_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_ENVIRONMENT_CHECK_H_

#include "tools/coordinator/config/config_node.h"
#include "tools/coordinator/config/source_text.h"
#include "tools/coordinator/problems/problems.h"

namespace release {

// Everything that can be said of one environment without its parents: keys, types, names, values,
// secret references. Codes: CONFIG-UNKNOWN-KEY, CONFIG-WRONG-TYPE, CONFIG-NAME,
// CONFIG-NAME-REFUSED, CONFIG-NAME-TWICE, CONFIG-HOST, CONFIG-VALUE-RANGE, CONFIG-VALUE-SECRET,
// CONFIG-SECRET-LITERAL, CONFIG-SECRET-REFERENCE, CONFIG-REFERENCE-PLACE, and those of
// local_world.h.
void CheckEnvironments(const ConfigNode& root, const SourceText& source, Problems& problems);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_ENVIRONMENT_CHECK_H_

// `${hosts.NAME}` and `${variables.NAME}` in the strings of an environment's steps.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_INTERPOLATION_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_INTERPOLATION_H_

#include <functional>
#include <map>
#include <string>

#include "tools/coordinator/config/config_node.h"
#include "tools/coordinator/config/source_text.h"
#include "tools/coordinator/problems/problems.h"

namespace release {

using Texts = std::map<std::string, std::string, std::less<>>;

struct InterpolationScope {
  std::string environment;  // name, for messages
  const Texts& hosts;
  const Texts& variables;
};

// Replaces in every string below `node`, in place. `$${` becomes `${`; a `$` elsewhere is a `$`.
// Adds CONFIG-REFERENCE-UNKNOWN, CONFIG-REFERENCE-KIND or CONFIG-REFERENCE-OPEN for what cannot be
// replaced and leaves that string as it was.
void Interpolate(const InterpolationScope& scope, const SourceText& source, ConfigNode& node,
                 Problems& problems);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_INTERPOLATION_H_

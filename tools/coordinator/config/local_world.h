// Settings that put a stand-in for the outside world in its place: `api_base`, `resolve`,
// `ca_bundle`.
//
// With them every word to a vendor goes somewhere else, so they are in order only where
// `allow_local` is true, and every address in them is a loopback address.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_LOCAL_WORLD_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_LOCAL_WORLD_H_

#include <string_view>

#include "proto/release/v1/step.pb.h"
#include "tools/coordinator/config/config_node.h"
#include "tools/coordinator/config/override.h"
#include "tools/coordinator/config/source_text.h"
#include "tools/coordinator/problems/problems.h"

namespace release {

// True for the settings that this file is about.
bool IsLocalWorldSetting(std::string_view name);

// Everything that can be said of them in one environment of the file. Codes: CONFIG-LOCAL-ONLY
// (without `allow_local = true`), CONFIG-API-BASE, CONFIG-RESOLVE, CONFIG-CA-BUNDLE,
// CONFIG-WRONG-TYPE for a value of `resolve` that is no string. Values of the wrong type are left
// to CheckEnvironments().
void CheckLocalWorld(std::string_view environment, const ConfigNode& settings,
                     const SourceText& source, Problems& problems);

// The same for one value of `--set`. True when a problem was added.
bool CheckLocalWorldOverride(const Override& override, Problems& problems);

// Copies them from the checked settings of an environment.
void TakeLocalWorld(const ConfigNode& settings, v1::EnvironmentRules& rules);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_LOCAL_WORLD_H_

// Opens the one plugin of this process: the bytes that were verified are the bytes that run.
#ifndef RELEASE_TOOLS_STEP_HOST_LOADED_PLUGIN_H_
#define RELEASE_TOOLS_STEP_HOST_LOADED_PLUGIN_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "proto/release/v1/host.pb.h"
#include "tools/abi/step_plugin.h"
#include "tools/base/digest.h"
#include "tools/base/sealed_memfd.h"
#include "tools/step_host/abi_check.h"

namespace release {

// A plugin in this process. It is never unloaded, and its memfd is never closed: glibc knows a
// library by its name, and the descriptor's number is in it.
struct LoadedPlugin {
  const release_step_plugin* table = nullptr;
  v1::Hello hello;  // complete
};

// A sealed copy of the plugin with the expected digest; without an expectation, with any.
// Errors: those of CopyToSealedMemfd; HOST-DIGEST with both digests.
absl::StatusOr<SealedMemfd> SealPlugin(const PluginOrigin& origin,
                                       const std::optional<Digest>& expected);

// Loads it and runs its static initialisers. Not twice in a process.
// Errors: HOST-NOT-A-PLUGIN (no shared object of this machine, or a library it needs is missing),
// HOST-NO-ENTRY (the symbol is missing), those of CheckTable(), HOST-SCHEMA (no schema came).
absl::StatusOr<LoadedPlugin> LoadPlugin(SealedMemfd copy, const PluginOrigin& origin);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_LOADED_PLUGIN_H_

// Bad: lets a C++ exception out of `call`.
#include <stdexcept>

#include "tools/abi/step_plugin.h"

namespace {

int Call(const release_step_host*, release_bytes, release_bytes*) {
  throw std::runtime_error("thrown across a C function");
}

release_bytes NoSchema() { return {nullptr, 0}; }

}  // namespace

const release_step_plugin* release_step_plugin_v1() {
  static const release_step_plugin plugin = {.abi_major = RELEASE_STEP_ABI_MAJOR,
                                             .abi_minor = RELEASE_STEP_ABI_MINOR,
                                             .struct_size = sizeof(release_step_plugin),
                                             .name = "throws",
                                             .version = "1.0.0",
                                             .sdk_version = "",
                                             .config_message = "",
                                             .config_schema = &NoSchema,
                                             .call = &Call,
                                             .cancel = nullptr};
  return &plugin;
}

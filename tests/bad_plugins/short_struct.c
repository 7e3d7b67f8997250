/* Bad: says ABI 1, but its table ends before `call`. */
#include "tests/bad_plugins/plain.h"

const release_step_plugin* release_step_plugin_v1(void) {
  static const release_step_plugin plugin = {
      .abi_major = RELEASE_STEP_ABI_MAJOR,
      .abi_minor = RELEASE_STEP_ABI_MINOR,
      .struct_size = offsetof(release_step_plugin, call),
      .name = "short_struct",
      .version = "1.0.0",
      .sdk_version = "",
      .config_message = "",
      .config_schema = plain_no_schema,
  };
  return &plugin;
}

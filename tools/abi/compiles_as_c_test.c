/* step_plugin.h stands alone in C11, a plugin can be written with it, and what must never move
 * has not moved. */
#include "tools/abi/step_plugin.h"

_Static_assert(offsetof(release_step_plugin, abi_major) == 0, "read before anything else");
_Static_assert(offsetof(release_step_plugin, abi_minor) == 4, "released layout");
_Static_assert(offsetof(release_step_plugin, struct_size) == 8, "released layout");
_Static_assert(offsetof(release_step_host, struct_size) == 0, "released layout");

static release_bytes schema(void) { return (release_bytes){NULL, 0}; }

static int call(const release_step_host* host, release_bytes step_call, release_bytes* result) {
  *result = step_call;
  return host == NULL;
}

const release_step_plugin* release_step_plugin_v1(void) {
  static const release_step_plugin plugin = {
      .abi_major = RELEASE_STEP_ABI_MAJOR,
      .abi_minor = RELEASE_STEP_ABI_MINOR,
      .struct_size = sizeof(release_step_plugin),
      .name = "plain-c",
      .version = "1.0.0",
      .sdk_version = "",
      .config_message = "",
      .config_schema = schema,
      .call = call,
      .cancel = NULL,
  };
  return &plugin;
}

int main(void) {
  const release_step_plugin* plugin = release_step_plugin_v1();
  release_bytes result = {NULL, 0};
  return plugin->abi_major != 1 || plugin->call(NULL, plugin->config_schema(), &result) != 1;
}

/* Bad: built for a newer ABI. The host must not read past abi_major, so the rest is traps. */
#include "tools/abi/step_plugin.h"

const release_step_plugin* release_step_plugin_v1(void) {
  static const release_step_plugin plugin = {.abi_major = 2u, .name = (const char*)1};
  return &plugin;
}

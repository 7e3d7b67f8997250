// step_plugin.h stands alone in C++, and a C++ plugin has the layout of a C one.
#include <string_view>
#include <type_traits>

#include "tools/abi/step_plugin.h"

static_assert(std::is_standard_layout_v<release_step_plugin>);
static_assert(std::is_standard_layout_v<release_step_host>);
static_assert(std::is_trivially_copyable_v<release_bytes>);
static_assert(offsetof(release_step_plugin, abi_major) == 0);

const release_step_plugin* release_step_plugin_v1() {
  static const release_step_plugin plugin = {
      RELEASE_STEP_ABI_MAJOR,
      RELEASE_STEP_ABI_MINOR,
      sizeof(release_step_plugin),
      "plain-cc",
      "1.0.0",
      "",
      "",
      [] {
        return release_bytes{nullptr, 0};
      },
      [](const release_step_host*, release_bytes, release_bytes*) { return 1; },
      nullptr};
  return &plugin;
}

int main() { return std::string_view(release_step_plugin_v1()->name) == "plain-cc" ? 0 : 1; }

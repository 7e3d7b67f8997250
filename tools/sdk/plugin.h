// The one line that makes a step a plugin: RELEASE_STEP_PLUGIN.
//
// A plugin is a shared object in a process of its own, the step host. It speaks to the coordinator
// over gRPC *through* that host, and links no gRPC.
#ifndef RELEASE_TOOLS_SDK_PLUGIN_H_
#define RELEASE_TOOLS_SDK_PLUGIN_H_

#include <memory>
#include <type_traits>

#include "google/protobuf/descriptor.h"
#include "tools/sdk/step.h"
#include "tools/sdk/version.h"

struct release_step_plugin;  // tools/abi; authors need not see it

namespace release {

struct PluginRegistration {
  const char* name;
  const char* version;
  const google::protobuf::Descriptor* (*config)();
  std::unique_ptr<AnyStep> (*make)();
};

// The C table of a plugin, in static storage: the first registration of the process wins, as there
// is one plugin a process.
const release_step_plugin* ExportPlugin(const PluginRegistration& registration) noexcept;

template <typename StepClass>
PluginRegistration RegistrationOf(const char* name, const char* version) {
  static_assert(std::is_base_of_v<AnyStep, StepClass>, "derive from release::Step<Config>");
  return {name, version, +[] { return StepClass::Config::descriptor(); },
          +[]() -> std::unique_ptr<AnyStep> { return std::make_unique<StepClass>(); }};
}

}  // namespace release

// Exports `StepClass` as the plugin `plugin_name` (`[a-z][a-z0-9_-]{0,62}`). Once in a plugin,
// outside of any namespace, in a library with `alwayslink = True` (the rule step_plugin sees to
// it).
#define RELEASE_STEP_PLUGIN(StepClass, plugin_name, plugin_version)            \
  extern "C" __attribute__((visibility("default"))) const release_step_plugin* \
  release_step_plugin_v1() {                                                   \
    return ::release::ExportPlugin(                                            \
        ::release::RegistrationOf<StepClass>(plugin_name, plugin_version));    \
  }                                                                            \
  static_assert(true, "")

#endif  // RELEASE_TOOLS_SDK_PLUGIN_H_

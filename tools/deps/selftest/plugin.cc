// The smallest object with the plugin's one symbol, to test what plugin_shared_object exports. Not
// a step: the ABI is in tools/abi.
#include "tools/deps/selftest/greeter.h"
#include "tools/deps/selftest/greeting.pb.h"

// NOLINTNEXTLINE: the name is fixed by the version script.
extern "C" __attribute__((visibility("default"))) int release_step_plugin_v1(int argument) {
  release::deps::selftest::GreetRequest request;
  request.set_name(argument > 0 ? "Ada" : "");
  return release::deps_selftest::Greet(request).ok() ? argument : -1;
}

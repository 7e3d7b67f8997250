#ifndef RELEASE_TOOLS_DEPS_SELFTEST_GREETER_H_
#define RELEASE_TOOLS_DEPS_SELFTEST_GREETER_H_

#include "absl/status/statusor.h"
#include "tools/deps/selftest/greeting.pb.h"

namespace release::deps_selftest {

// Answers a request. INVALID_ARGUMENT if the name is empty. Thread-safe.
absl::StatusOr<deps::selftest::GreetResponse> Greet(const deps::selftest::GreetRequest& request);

}  // namespace release::deps_selftest

#endif  // RELEASE_TOOLS_DEPS_SELFTEST_GREETER_H_

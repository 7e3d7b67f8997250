#include "tools/deps/selftest/greeter.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace release::deps_selftest {

absl::StatusOr<deps::selftest::GreetResponse> Greet(const deps::selftest::GreetRequest& request) {
  if (request.name().empty()) return absl::InvalidArgumentError("name is empty");
  deps::selftest::GreetResponse response;
  response.set_text(absl::StrCat("hello, ", request.name()));
  response.mutable_at()->set_seconds(1);
  return response;
}

}  // namespace release::deps_selftest

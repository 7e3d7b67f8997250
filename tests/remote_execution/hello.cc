// The target that is built remotely: generated code, a compile with abseil and protobuf, a link of
// the static closure. Prints one line that prove.sh expects.
#include <iostream>

#include "absl/strings/str_cat.h"
#include "tests/remote_execution/capabilities.pb.h"

int main() {
  build::bazel::remote::execution::v2::SemVer version;
  version.set_major(2);
  std::cout << absl::StrCat("built remotely, API ", version.major(), "\n");
}

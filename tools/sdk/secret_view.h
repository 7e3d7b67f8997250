// A credential that the coordinator lent to a step for one call.
#ifndef RELEASE_TOOLS_SDK_SECRET_VIEW_H_
#define RELEASE_TOOLS_SDK_SECRET_VIEW_H_

#include <string_view>

namespace release {

// Refers to a secret without offering any way to print it: no stream operator, no conversion, no
// comparison. The bytes are wiped when the call ends; a copy of them is the step's to answer for.
//
// Lifetime: the call it was asked from.
class SecretView {
 public:
  explicit SecretView(std::string_view value) : value_(value) {}

  // The bytes. Hand them to the library that needs them, and to nothing else: not to argv, not to
  // an environment, not to an error text.
  std::string_view Reveal() const { return value_; }

 private:
  std::string_view value_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_SDK_SECRET_VIEW_H_

// Names that were checked once, at the border, and are right from then on.
#ifndef RELEASE_TOOLS_BASE_NAMES_H_
#define RELEASE_TOOLS_BASE_NAMES_H_

#include <compare>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace release {

// Common part of the names below: an ordered, hashable value around a checked string.
template <typename Name>
class CheckedName {
 public:
  const std::string& str() const { return text_; }

  friend bool operator==(const CheckedName& a, const CheckedName& b) = default;
  friend auto operator<=>(const CheckedName& a, const CheckedName& b) = default;
  friend std::ostream& operator<<(std::ostream& out, const CheckedName& name) {
    return out << name.text_;
  }
  template <typename H>
  friend H AbslHashValue(H state, const CheckedName& name) {
    return H::combine(std::move(state), name.text_);
  }

 protected:
  explicit CheckedName(std::string text) : text_(std::move(text)) {}

 private:
  std::string text_;
};

// A step of a pipeline: `[a-z][a-z0-9_-]{0,62}`. Else INVALID_ARGUMENT, NAME-STEP.
class StepName : public CheckedName<StepName> {
 public:
  static absl::StatusOr<StepName> Parse(std::string_view text);

 private:
  using CheckedName::CheckedName;
};

// An environment: `[a-z][a-z0-9_-]{0,62}`. Else INVALID_ARGUMENT, NAME-ENVIRONMENT.
class EnvironmentName : public CheckedName<EnvironmentName> {
 public:
  static absl::StatusOr<EnvironmentName> Parse(std::string_view text);

 private:
  using CheckedName::CheckedName;
};

// A release: `[a-z0-9][a-z0-9-]{0,62}`. Else INVALID_ARGUMENT, NAME-RELEASE.
class ReleaseId : public CheckedName<ReleaseId> {
 public:
  static absl::StatusOr<ReleaseId> Parse(std::string_view text);

  // A new id of 12 random hex digits (48 bits): short enough to type.
  static ReleaseId Random();

 private:
  using CheckedName::CheckedName;
};

}  // namespace release

#endif  // RELEASE_TOOLS_BASE_NAMES_H_

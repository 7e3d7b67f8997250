#include "tools/base/names.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr size_t kLongest = 63;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What a kind of name allows, in code and in words.
struct Rule {
  std::string_view code;
  std::string_view kind;
  bool digit_first;
  bool underscore;
  std::string_view words;
};

constexpr std::string_view kWords =
    "a lower-case letter, then lower-case letters, digits, `-` and `_`, at most 63 characters";
constexpr Rule kStep{"NAME-STEP", "step name", false, true, kWords};
constexpr Rule kEnvironment{"NAME-ENVIRONMENT", "environment name", false, true, kWords};
constexpr Rule kRelease{
    "NAME-RELEASE", "release id", true, false,
    "lower-case letters, digits and `-`, not first a `-`, at most 63 characters"};

absl::Status Check(std::string_view text, const Rule& rule) {
  const auto first = [&](char c) { return IsLower(c) || (rule.digit_first && IsDigit(c)); };
  const auto later = [&](char c) {
    return IsLower(c) || IsDigit(c) || c == '-' || (rule.underscore && c == '_');
  };
  if (!text.empty() && text.size() <= kLongest && first(text[0]) &&
      std::all_of(text.begin(), text.end(), later)) {
    return absl::OkStatus();
  }
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = std::string(rule.code),
                   .what = Concat("`", absl::CHexEscape(AbslView(text.substr(0, 80))),
                                  "` is not a ", rule.kind),
                   .why = Concat("a ", rule.kind, " is ", rule.words),
                   .fix = "choose another name"});
}

}  // namespace

absl::StatusOr<StepName> StepName::Parse(std::string_view text) {
  if (absl::Status status = Check(text, kStep); !status.ok()) return status;
  return StepName(std::string(text));
}

absl::StatusOr<EnvironmentName> EnvironmentName::Parse(std::string_view text) {
  if (absl::Status status = Check(text, kEnvironment); !status.ok()) return status;
  return EnvironmentName(std::string(text));
}

absl::StatusOr<ReleaseId> ReleaseId::Parse(std::string_view text) {
  if (absl::Status status = Check(text, kRelease); !status.ok()) return status;
  return ReleaseId(std::string(text));
}

ReleaseId ReleaseId::Random() {
  std::array<char, 6> bytes;
  // Six bytes are never cut short by a signal; without randomness there is no safe id.
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
  return ReleaseId(absl::BytesToHexString({bytes.data(), bytes.size()}));
}

}  // namespace release

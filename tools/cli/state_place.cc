#include "tools/cli/state_place.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/coordinator/config/environment_schema.h"

namespace release {
namespace {

constexpr char kFile[] = "sqlite:";
constexpr char kDatabase[] = "postgres:";

absl::Status Wrong(std::string what, std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "STATE-FLAG",
                   .what = std::move(what),
                   .why = std::move(why),
                   .fix = "give --state=sqlite:DIRECTORY, or --state=postgres:NAME with the name "
                          "of a secret of the environment whose value is the URL"});
}

}  // namespace

absl::StatusOr<StatePlace> ParseStatePlace(const std::string& text) {
  if (absl::StrContains(text, "://")) {
    return Wrong("--state is given a URL",
                 "a URL holds a password, and everybody on this machine can read a command line; "
                 "if it was a real one, change that password");
  }
  if (absl::StartsWith(text, kDatabase)) {
    StatePlace place{.directory = {}, .secret = text.substr(sizeof kDatabase - 1)};
    const std::optional<std::string> fault = GitHubNameFault(place.secret);
    if (!fault.has_value()) return place;
    return Wrong(absl::StrCat("--state=", text, " names no secret"), *fault);
  }
  if (!absl::StartsWith(text, kFile)) return StatePlace{.directory = text, .secret = {}};
  StatePlace place{.directory = text.substr(sizeof kFile - 1), .secret = {}};
  if (!place.directory.empty()) return place;
  return Wrong(absl::StrCat("--state=", text, " names no directory"), "nothing follows the colon");
}

}  // namespace release

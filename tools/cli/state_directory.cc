#include "tools/cli/state_directory.h"

#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/files.h"

namespace release {
namespace {

constexpr char kAddressFile[] = "/coordinator";

absl::StatusOr<std::string> StateHome() {
  if (const char* home = getenv("XDG_STATE_HOME"); home != nullptr && home[0] == '/') return home;
  if (const char* home = getenv("HOME"); home != nullptr && home[0] == '/') {
    return absl::StrCat(home, "/.local/state");
  }
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "STATE-NO-HOME",
                   .what = "there is no place for the journal of the release",
                   .why = "neither XDG_STATE_HOME nor HOME is an absolute path",
                   .fix = "give one: --state=DIRECTORY"});
}

}  // namespace

absl::StatusOr<std::string> StateDirectory(const std::string& flag, const std::string& workspace,
                                           const std::string& environment) {
  std::string path = flag;
  if (path.empty()) {
    absl::StatusOr<std::string> home = StateHome();
    if (!home.ok()) return home.status();
    const std::string name = workspace.substr(workspace.rfind('/') + 1);
    path = absl::StrCat(*home, "/release/", name.empty() ? "workspace" : name, "-",
                        DigestOf(workspace).hex().substr(0, 8), "/", environment);
  }
  if (absl::Status made = EnsurePrivateDirectory(path); !made.ok()) return made;
  return path;
}

absl::StatusOr<CoordinatorAddress> CoordinatorAddress::Publish(const std::string& state,
                                                               const std::string& address) {
  CoordinatorAddress published(absl::StrCat(state, kAddressFile));
  if (absl::Status written = WriteFileAtomically(published.path_, address); !written.ok()) {
    return written;
  }
  return published;
}

std::optional<std::string> CoordinatorAddress::Read(const std::string& state) {
  absl::StatusOr<std::string> address = ReadFile(absl::StrCat(state, kAddressFile), 4096);
  if (!address.ok()) return std::nullopt;
  return *std::move(address);
}

CoordinatorAddress::CoordinatorAddress(CoordinatorAddress&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

CoordinatorAddress::~CoordinatorAddress() {
  if (!path_.empty()) unlink(path_.c_str());
}

}  // namespace release

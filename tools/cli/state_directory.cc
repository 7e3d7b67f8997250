#include "tools/cli/state_directory.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/files.h"
#include "tools/base/state_home.h"

namespace release {
namespace {

constexpr char kAddressFile[] = "/coordinator";

}  // namespace

absl::StatusOr<std::string> StateDirectory(const std::string& flag, const std::string& workspace,
                                           const std::string& environment) {
  std::string path = flag;
  if (path.empty()) {
    absl::StatusOr<std::string> home = WorkspaceStateDirectory(workspace);
    if (!home.ok()) return home.status();
    path = absl::StrCat(*home, "/", environment);
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

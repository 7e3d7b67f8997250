// Where a pipeline's journal, lease and logs lie, and how to find the
// coordinator that works there.
#ifndef RELEASE_TOOLS_CLI_STATE_DIRECTORY_H_
#define RELEASE_TOOLS_CLI_STATE_DIRECTORY_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace release {

// `flag` when given, else WorkspaceStateDirectory()/<environment>. Created, 0700.
absl::StatusOr<std::string> StateDirectory(const std::string& flag, const std::string& workspace,
                                           const std::string& environment);

// The address of the coordinator at work, in `<state>/coordinator`. Written when
// it serves and removed when it ends; one that was killed leaves it behind.
class CoordinatorAddress {
 public:
  static absl::StatusOr<CoordinatorAddress> Publish(const std::string& state,
                                                    const std::string& address);
  static std::optional<std::string> Read(const std::string& state);

  CoordinatorAddress(CoordinatorAddress&& other) noexcept;
  CoordinatorAddress& operator=(CoordinatorAddress&&) = delete;
  ~CoordinatorAddress();

 private:
  explicit CoordinatorAddress(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_STATE_DIRECTORY_H_

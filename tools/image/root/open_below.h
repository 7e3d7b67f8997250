// Folders opened one name at a time, without following a symlink.
#ifndef RELEASE_TOOLS_IMAGE_ROOT_OPEN_BELOW_H_
#define RELEASE_TOOLS_IMAGE_ROOT_OPEN_BELOW_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"

namespace release::image {

// Below one directory. Keeps the folder that was asked for last open: neighbours come after one
// another.
class OpenBelow {
 public:
  // Error, here and below: IMAGE-WRITE.
  static absl::StatusOr<OpenBelow> Create(const std::string& directory);

  // The folder `path`, "" for the directory itself. Valid until the next call.
  absl::StatusOr<int> Folder(std::string_view path);

  int top() const { return top_.get(); }

 private:
  explicit OpenBelow(FileDescriptor top) : top_(std::move(top)) {}

  FileDescriptor top_;
  FileDescriptor last_;
  std::string last_path_;
};

// A failure of the disk at `path`, from errno: IMAGE-WRITE.
absl::Status WriteRootFailed(std::string_view path, const char* call);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ROOT_OPEN_BELOW_H_

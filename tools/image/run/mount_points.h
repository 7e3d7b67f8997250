// The places in a root on which the sandbox mounts something.
#ifndef RELEASE_TOOLS_IMAGE_RUN_MOUNT_POINTS_H_
#define RELEASE_TOOLS_IMAGE_RUN_MOUNT_POINTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace release::image {

// What it makes is taken away again by Remove(), so that it is not in the layer.
class MountPoints {
 public:
  explicit MountPoints(std::string root) : root_(std::move(root)) {}

  // Makes `target` (absolute, in the root) and the folders above it where they are missing, and
  // changes it to where it really is: symlinks are followed inside the root. IMAGE-RUN-MOUNT-POINT.
  absl::Status Make(std::string& target, bool directory);

  // Removes what was made and is still empty.
  void Remove();

 private:
  std::string root_;
  std::vector<std::string> made_;  // below the root, in the order of making
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_RUN_MOUNT_POINTS_H_

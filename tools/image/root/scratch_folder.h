// A folder of its own for contents on their way from one layer to another.
#ifndef RELEASE_TOOLS_IMAGE_ROOT_SCRATCH_FOLDER_H_
#define RELEASE_TOOLS_IMAGE_ROOT_SCRATCH_FOLDER_H_

#include <string>

#include "absl/status/statusor.h"

namespace release::image {

// A new folder below `scratch`, which exists. It goes when `scratch` does. FILE-UNWRITABLE.
absl::StatusOr<std::string> ScratchFolder(const std::string& scratch);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_ROOT_SCRATCH_FOLDER_H_

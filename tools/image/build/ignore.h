// Which .dockerignore a build has.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_IGNORE_H_
#define RELEASE_TOOLS_IMAGE_BUILD_IGNORE_H_

#include "absl/status/statusor.h"
#include "tools/image/build/build_request.h"
#include "tools/image/context/ignore_patterns.h"

namespace release::image {

// The request's ignore_file; else, among the inputs, the file beside the Dockerfile that has its
// name and `.dockerignore`; else `.dockerignore` of the context. Without one nothing is ignored.
// Errors: FILE-NOT-FOUND, FILE-UNREADABLE, FILE-TOO-LARGE, IMAGE-CONTEXT-PATTERN with the file.
absl::StatusOr<IgnorePatterns> ReadIgnored(const BuildRequest& request);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_IGNORE_H_

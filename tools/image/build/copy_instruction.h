// COPY and ADD: files into the stage.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_COPY_INSTRUCTION_H_
#define RELEASE_TOOLS_IMAGE_BUILD_COPY_INSTRUCTION_H_

#include "absl/status/status.h"
#include "tools/image/build/copy_sources.h"
#include "tools/image/build/step.h"

namespace release::image {

// One layer: what is new or other than before. Folders that exist with the same mode and owner are
// not in it. Files of the context and documents belong to 0:0; those of a stage or an image keep
// owner and extended attributes, and stay hard links of one another; --chown wins over both, but
// not for the members of an archive. With --link the stage's folders and symlinks count for
// nothing.
//
// Errors: those of ParseCopy(), PlanCopy(), UnpackArchive(), Root; each with its place.
absl::Status ApplyCopy(const Step& step, const CopySources& sources);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_COPY_INSTRUCTION_H_

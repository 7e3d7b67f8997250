// WORKDIR: where commands run and relative destinations start.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_WORKDIR_INSTRUCTION_H_
#define RELEASE_TOOLS_IMAGE_BUILD_WORKDIR_INSTRUCTION_H_

#include "absl/status/status.h"
#include "tools/image/build/step.h"

namespace release::image {

// A relative path starts from the WORKDIR before. Folders that are missing become a layer, mode
// 0755, with USER as owner; when none is missing there is no layer. Symlinks of the stage are
// followed. Errors: the lexer's, IMAGE-WORKDIR-BLANK, IMAGE-WORKDIR-ESCAPES (`..` above the root),
// IMAGE-WORKDIR-NOT-FOLDER, those of FindOwner() and SourceTree::Resolve().
absl::Status ApplyWorkdir(const Step& step);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_WORKDIR_INSTRUCTION_H_

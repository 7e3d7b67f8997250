// COPY and ADD with their variables expanded and their flags understood.
#ifndef RELEASE_TOOLS_IMAGE_BUILD_COPY_REQUEST_H_
#define RELEASE_TOOLS_IMAGE_BUILD_COPY_REQUEST_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/build/file_mode.h"
#include "tools/image/build/step.h"
#include "tools/image/build/users.h"
#include "tools/image/context/copy_plan.h"

namespace release::image {

struct ParsedCopy {
  // Sources without the documents; without `is_archive`.
  CopyRequest plan = {};
  // The sources of `plan` and its destination as they are written, for messages.
  std::vector<std::string> written = {};
  // Heredocs that are sources: name to content, expanded unless quoted.
  std::map<std::string, std::string> documents = {};
  std::optional<std::string> from = {};
  std::optional<Owner> owner = {};    // --chown, found in the stage
  std::optional<FileMode> mode = {};  // --chmod
  bool link = false;
  std::string recorded = {};  // for the history
};

// Errors beside the lexer's and FindOwner()'s: IMAGE-ADD-REMOTE, IMAGE-COPY-REMOTE, IMAGE-ADD-FLAG
// (--checksum, --keep-git-dir: they belong to remote sources), IMAGE-COPY-MODE,
// IMAGE-SOURCE-BLANK.
absl::StatusOr<ParsedCopy> ParseCopy(const Step& step);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_BUILD_COPY_REQUEST_H_

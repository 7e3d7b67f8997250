// The build context: exactly the files that were declared, less what .dockerignore leaves out.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_BUILD_CONTEXT_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_BUILD_CONTEXT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/context/ignore_patterns.h"
#include "tools/image/context/source_tree.h"

namespace release::image {

struct DeclaredInput {
  // Below the context: "src/main.cc".
  std::string path = {};
  // Where the bytes are. Unused for folders and symlinks.
  std::string source = {};
  bool executable = false;
  bool directory = false;
  // What the symlink says, when the input is one.
  std::optional<std::string> link_target = std::nullopt;
};

struct BuildContext {
  // Modes are 0644 and 0755 (executables and folders), whatever the disk says.
  SourceTree tree{LinkRule::kInside};
  // Declared files that are left out, each with the pattern that did it.
  std::map<std::string, std::string> ignored;
};

// A folder that .dockerignore does not mean stays, even if all that was in it is left out; one that
// it means stays if an exception keeps something in it. Errors are SourceTree::Create()'s.
absl::StatusOr<BuildContext> MakeBuildContext(const std::vector<DeclaredInput>& inputs,
                                              const IgnorePatterns& ignore);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_BUILD_CONTEXT_H_

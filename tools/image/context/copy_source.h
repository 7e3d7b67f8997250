// What a source of COPY or ADD means: a path, or a pattern of them, in a tree.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_COPY_SOURCE_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_COPY_SOURCE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/context/source_tree.h"

namespace release::image {

// Where an instruction copies from. Owns nothing.
struct CopyFrom {
  const SourceTree& tree;
  // For messages: "the context", "stage `build`".
  std::string name = "the context";
  // BuildContext::ignored for the context; null for a stage.
  const std::map<std::string, std::string>* ignored = nullptr;
};

struct FoundSource {
  // In the tree, symlinks followed. Never null.
  const SourceNode* node;
  // The last part of the path as it was written or matched: the name it gets in a folder.
  std::string name;
};

// The nodes that `source` means, sorted by path. Wildcards are Go's (no `**`), match whole paths,
// and a folder that matches is taken whole. A pattern without a match gives an empty list, as in
// BuildKit. Errors: IMAGE-COPY-MISSING, IMAGE-COPY-ESCAPES (`..` leads out), IMAGE-CONTEXT-PATTERN
// and those of SourceTree::Resolve().
absl::StatusOr<std::vector<FoundSource>> FindSources(std::string_view instruction,
                                                     std::string_view source, const CopyFrom& from);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_COPY_SOURCE_H_

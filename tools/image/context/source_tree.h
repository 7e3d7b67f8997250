// A tree of files that COPY reads from or writes to: the build context, or the root of a stage.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_SOURCE_TREE_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_SOURCE_TREE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace release::image {

enum class NodeKind { kFile, kDirectory, kSymlink };

struct SourceNode {
  // Relative to the tree, clean, without a slash in front; empty for the root.
  std::string path = {};
  NodeKind kind = NodeKind::kFile;
  // Permission bits.
  uint32_t mode = 0644;
  // Where a file's bytes are: a path for the context, whatever the caller wrote for a stage.
  std::string source = {};
  // What a symlink says, unchanged.
  std::string link_target = {};
};

// How far symlinks may lead when a path is followed.
enum class LinkRule {
  // An absolute one, and one whose `..` leads above the tree, is refused: the context.
  kInside,
  // `/` and what is above it are the root of the tree: a stage, as with chroot.
  kRooted,
};

// Constant once made, so thread-safe.
class SourceTree {
 public:
  // An empty tree.
  explicit SourceTree(LinkRule rule = LinkRule::kRooted);

  // Folders that are not listed are added with mode 0755. INVALID_ARGUMENT: IMAGE-CONTEXT-PATH for
  // a path that is absolute, empty or has `..`; IMAGE-CONTEXT-CONFLICT for a path listed twice, and
  // for one below a file or a symlink.
  static absl::StatusOr<SourceTree> Create(std::vector<SourceNode> nodes, LinkRule rule);

  // What is at `path`, which is as in SourceNode; null if nothing is. No symlink is followed.
  const SourceNode* Find(std::string_view path) const;

  // `path` with symlinks followed (the last part only when asked), clean. It need not exist.
  // INVALID_ARGUMENT: IMAGE-CONTEXT-ESCAPES where LinkRule says so, IMAGE-CONTEXT-LINK-LOOP after
  // 40 symlinks.
  absl::StatusOr<std::string> Resolve(std::string_view path, bool follow_last) const;

  // The paths directly below the folder `path`, sorted.
  const std::vector<std::string>& Children(const std::string& path) const;

  // Every node, the root first, sorted by path.
  const std::map<std::string, SourceNode, std::less<>>& nodes() const { return nodes_; }

 private:
  absl::Status Add(SourceNode node);
  absl::Status AddParents(const std::string& path);

  LinkRule rule_;
  std::map<std::string, SourceNode, std::less<>> nodes_;
  std::map<std::string, std::vector<std::string>> children_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_SOURCE_TREE_H_

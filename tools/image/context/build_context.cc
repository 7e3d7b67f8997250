#include "tools/image/context/build_context.h"

#include <utility>

namespace release::image {
namespace {

SourceNode NodeOf(const DeclaredInput& input) {
  SourceNode node{
      .path = input.path, .kind = NodeKind::kFile, .mode = 0644, .source = "", .link_target = ""};
  if (input.link_target.has_value()) {
    node.kind = NodeKind::kSymlink;
    node.mode = 0777;
    node.link_target = *input.link_target;
  } else if (input.directory) {
    node.kind = NodeKind::kDirectory;
    node.mode = 0755;
  } else {
    node.mode = input.executable ? 0755 : 0644;
    node.source = input.source;
  }
  return node;
}

}  // namespace

absl::StatusOr<BuildContext> MakeBuildContext(const std::vector<DeclaredInput>& inputs,
                                              const IgnorePatterns& ignore) {
  std::vector<SourceNode> all;
  for (const DeclaredInput& input : inputs) all.push_back(NodeOf(input));
  absl::StatusOr<SourceTree> declared = SourceTree::Create(std::move(all), LinkRule::kInside);
  if (!declared.ok()) return declared.status();

  BuildContext context;
  std::vector<SourceNode> kept;
  for (const auto& [path, node] : declared->nodes()) {
    if (path.empty()) continue;
    const std::string* pattern = ignore.Decider(path);
    if (pattern == nullptr) {
      kept.push_back(node);
    } else {
      context.ignored.emplace(path, *pattern);
    }
  }
  absl::StatusOr<SourceTree> tree = SourceTree::Create(std::move(kept), LinkRule::kInside);
  if (!tree.ok()) return tree.status();
  context.tree = *std::move(tree);
  return context;
}

}  // namespace release::image

#include "tools/image/context/source_tree.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "absl/status/status.h"
#include "tools/base/text.h"
#include "tools/image/context/path.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

constexpr int kMostLinks = 40;

absl::Status Conflict(std::string_view path, std::string why) {
  return Problem(absl::StatusCode::kInvalidArgument,
                 {.code = "IMAGE-CONTEXT-CONFLICT",
                  .what = Concat("`", path, "` cannot be in the tree"),
                  .why = std::move(why),
                  .fix = "Declare each path once, and nothing below a file."});
}

absl::Status Escapes(std::string_view path, const SourceNode& link) {
  return Problem(absl::StatusCode::kInvalidArgument,
                 {.code = "IMAGE-CONTEXT-ESCAPES",
                  .what = Concat("`", path, "` leads out of the context"),
                  .why = Concat("the symlink `", link.path, "` points to `", link.link_target, "`"),
                  .fix = "Let the symlink point inside the context by a relative path, or declare "
                         "the file itself."});
}

}  // namespace

SourceTree::SourceTree(LinkRule rule) : rule_(rule) {
  nodes_[""] = {
      .path = "", .kind = NodeKind::kDirectory, .mode = 0755, .source = "", .link_target = ""};
}

absl::StatusOr<SourceTree> SourceTree::Create(std::vector<SourceNode> nodes, LinkRule rule) {
  SourceTree tree(rule);
  // Folders first, so that a listed one is there before it would be made up for its content.
  std::stable_sort(nodes.begin(), nodes.end(), [](const SourceNode& a, const SourceNode& b) {
    const bool a_folder = a.kind == NodeKind::kDirectory;
    const bool b_folder = b.kind == NodeKind::kDirectory;
    return a_folder != b_folder ? a_folder : a.path < b.path;
  });
  for (SourceNode& node : nodes) {
    if (absl::Status added = tree.Add(std::move(node)); !added.ok()) return added;
  }
  for (const auto& [path, node] : tree.nodes_) {
    if (!path.empty()) tree.children_[std::string(ParentPath(path))].push_back(path);
  }
  return tree;
}

absl::Status SourceTree::Add(SourceNode node) {
  const std::string& path = node.path;
  if (path.empty() || path[0] == '/' || CleanPath(path) != path || path == "." || ClimbsOut(path) ||
      path.find('\0') != std::string::npos) {
    return Problem(absl::StatusCode::kInvalidArgument,
                   {.code = "IMAGE-CONTEXT-PATH",
                    .what = Concat("`", path, "` is not a path in the tree"),
                    .why = "such a path is relative, clean and has no `..`",
                    .fix = "Declare the file under its path below the context."});
  }
  if (nodes_.contains(path)) return Conflict(path, "it is listed twice");
  if (absl::Status parents = AddParents(path); !parents.ok()) return parents;
  nodes_.emplace(path, std::move(node));
  return absl::OkStatus();
}

absl::Status SourceTree::AddParents(const std::string& path) {
  for (std::string_view parent = ParentPath(path); !parent.empty(); parent = ParentPath(parent)) {
    const SourceNode* known = Find(parent);
    if (known == nullptr) {
      nodes_[std::string(parent)] = {.path = std::string(parent),
                                     .kind = NodeKind::kDirectory,
                                     .mode = 0755,
                                     .source = "",
                                     .link_target = ""};
    } else if (known->kind != NodeKind::kDirectory) {
      return Conflict(path, Concat("`", parent, "` is no folder"));
    }
  }
  return absl::OkStatus();
}

const SourceNode* SourceTree::Find(std::string_view path) const {
  const auto found = nodes_.find(path);
  return found == nodes_.end() ? nullptr : &found->second;
}

const std::vector<std::string>& SourceTree::Children(const std::string& path) const {
  static const std::vector<std::string> none;
  const auto found = children_.find(path);
  return found == children_.end() ? none : found->second;
}

absl::StatusOr<std::string> SourceTree::Resolve(std::string_view path, bool follow_last) const {
  std::deque<std::string> ahead;
  for (const std::string_view part : PathParts(path)) ahead.emplace_back(part);
  std::string resolved;
  const SourceNode* last_link = nullptr;
  int links = 0;
  while (!ahead.empty()) {
    const std::string part = std::move(ahead.front());
    ahead.pop_front();
    if (part == "..") {
      if (resolved.empty() && rule_ == LinkRule::kInside && last_link != nullptr) {
        return Escapes(path, *last_link);
      }
      resolved = std::string(ParentPath(resolved));
      continue;
    }
    const std::string here = JoinPath(resolved, part);
    const SourceNode* node = Find(here);
    const bool follow =
        node != nullptr && node->kind == NodeKind::kSymlink && (follow_last || !ahead.empty());
    if (!follow) {
      resolved = here;
      continue;
    }
    if (++links > kMostLinks) {
      return Problem(
          absl::StatusCode::kInvalidArgument,
          {.code = "IMAGE-CONTEXT-LINK-LOOP",
           .what = Concat("`", path, "` leads through more than ", kMostLinks, " symlinks"),
           .why = Concat("the last one is `", here, "`"),
           .fix = "Remove the circle of symlinks."});
    }
    last_link = node;
    if (node->link_target.substr(0, 1) == "/") {
      if (rule_ == LinkRule::kInside) return Escapes(path, *node);
      resolved.clear();
    }
    const std::vector<std::string_view> parts = PathParts(node->link_target);
    for (auto target = parts.rbegin(); target != parts.rend(); ++target) {
      ahead.emplace_front(*target);
    }
  }
  return resolved;
}

}  // namespace release::image

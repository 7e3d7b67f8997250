#include "tools/image/root/root.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/image/archive/layer_archive.h"
#include "tools/image/root/entry_tree.h"
#include "tools/image/root/layer_application.h"

namespace release::image {

struct Root::State {
  EntryTree tree;
  LayerEntry top = {.path = "", .kind = EntryKind::kDirectory, .mode = 0755};
};

Root::Root() : state_(std::make_shared<State>()) {}

absl::StatusOr<Root> Root::OfImage(const Image& base) {
  Root root;
  for (const ImageLayer& layer : base.layers) {
    absl::StatusOr<std::vector<ArchivedEntry>> entries = ReadLayerArchive(layer.path);
    if (!entries.ok()) return entries.status();
    const auto blob = std::make_shared<const std::string>(layer.path);
    LayerApplication application(root.state_->tree, root.state_->top);
    for (ArchivedEntry& archived : *entries) {
      std::optional<InBlob> content;
      if (archived.entry.kind == EntryKind::kFile) content = InBlob{blob, archived.ordinal};
      absl::Status status = application.Add(std::move(archived.entry), std::move(content));
      if (!status.ok()) return status;
    }
  }
  return root;
}

absl::Status Root::Apply(std::vector<LayerEntry> layer) {
  absl::StatusOr<std::vector<LayerEntry>> ordered = OrderedEntries(std::move(layer));
  if (!ordered.ok()) return ordered.status();
  auto after = std::make_shared<State>(*state_);
  LayerApplication application(after->tree, after->top);
  for (LayerEntry& entry : *ordered) {
    if (absl::Status status = application.Add(std::move(entry), std::nullopt); !status.ok()) {
      return status;
    }
  }
  state_ = std::move(after);
  tree_ = nullptr;
  small_files_.clear();
  return absl::OkStatus();
}

const LayerEntry* Root::Find(std::string_view path) const {
  return path.empty() ? &state_->top : state_->tree.Find(path);
}

const LayerEntry* Root::FindFile(std::string_view path) const {
  return state_->tree.FindFile(path);
}

const std::map<std::string, LayerEntry, std::less<>>& Root::entries() const {
  return state_->tree.entries();
}

const InBlob* Root::ContentInBlob(std::string_view file) const {
  return state_->tree.ContentInBlob(file);
}

const SourceTree& Root::Tree() const {
  if (tree_ != nullptr) return *tree_;
  std::vector<SourceNode> nodes;
  nodes.reserve(entries().size());
  for (const auto& [path, entry] : entries()) {
    NodeKind kind = NodeKind::kFile;
    if (entry.kind == EntryKind::kDirectory) kind = NodeKind::kDirectory;
    if (entry.kind == EntryKind::kSymlink) kind = NodeKind::kSymlink;
    nodes.push_back({.path = path,
                     .kind = kind,
                     .mode = entry.mode,
                     .source = path,
                     .link_target = kind == NodeKind::kSymlink ? entry.link_target : ""});
  }
  // No path is here twice or below a file, which is all that it refuses.
  tree_ =
      std::make_shared<const SourceTree>(*SourceTree::Create(std::move(nodes), LinkRule::kRooted));
  return *tree_;
}

}  // namespace release::image

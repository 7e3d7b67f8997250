#include "tools/image/root/entry_tree.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/base/text.h"

namespace release::image {

const LayerEntry* EntryTree::Find(std::string_view path) const {
  const auto found = entries_.find(path);
  return found == entries_.end() ? nullptr : &found->second;
}

const LayerEntry* EntryTree::FindFile(std::string_view path) const {
  const LayerEntry* entry = Find(path);
  if (entry != nullptr && entry->kind == EntryKind::kHardlink) entry = Find(entry->link_target);
  return entry != nullptr && entry->kind == EntryKind::kFile ? entry : nullptr;
}

const InBlob* EntryTree::ContentInBlob(std::string_view path) const {
  const auto found = in_blob_.find(path);
  return found == in_blob_.end() ? nullptr : &found->second;
}

std::vector<std::string> EntryTree::Below(std::string_view folder) const {
  std::vector<std::string> paths;
  if (folder.empty()) {
    for (const auto& [path, entry] : entries_) paths.push_back(path);
    return paths;
  }
  const std::string prefix = Concat(folder, "/");
  for (auto next = entries_.lower_bound(prefix);
       next != entries_.end() && next->first.starts_with(prefix); ++next) {
    paths.push_back(next->first);
  }
  return paths;
}

void EntryTree::Put(LayerEntry entry, std::optional<InBlob> content) {
  const std::string path = entry.path;
  const LayerEntry* const there = Find(path);
  const bool merge = there != nullptr && there->kind == EntryKind::kDirectory &&
                     entry.kind == EntryKind::kDirectory;
  if (!merge) Remove(path);
  if (entry.kind == EntryKind::kHardlink) {
    const LayerEntry& file = *Find(entry.link_target);
    entry.mode = file.mode;
    entry.uid = file.uid;
    entry.gid = file.gid;
    entry.xattrs.clear();
    other_names_[entry.link_target].insert(path);
  }
  if (content.has_value()) in_blob_.insert_or_assign(path, *std::move(content));
  entries_.insert_or_assign(path, std::move(entry));
}

void EntryTree::Remove(std::string_view path) {
  const LayerEntry* const entry = Find(path);
  if (entry == nullptr) return;
  const std::string gone(path);
  if (entry->kind == EntryKind::kDirectory) {
    for (const std::string& below : Below(gone)) RemoveOne(below);
  }
  RemoveOne(gone);
}

void EntryTree::RemoveOne(const std::string& path) {
  const auto entry = entries_.find(path);
  if (entry == entries_.end()) return;
  if (entry->second.kind == EntryKind::kHardlink) {
    const auto names = other_names_.find(entry->second.link_target);
    names->second.erase(path);
    if (names->second.empty()) other_names_.erase(names);
  } else if (entry->second.kind == EntryKind::kFile) {
    PassOn(path);
  }
  entries_.erase(path);
}

// Makes the next name of the file at `path` the one that has the content.
void EntryTree::PassOn(const std::string& path) {
  auto content = in_blob_.extract(path);
  auto names = other_names_.extract(path);
  if (names.empty()) return;
  const std::string heir = *names.mapped().begin();
  names.mapped().erase(heir);
  LayerEntry& entry = entries_.find(heir)->second;
  entry = std::move(entries_.find(path)->second);
  entry.path = heir;
  if (!content.empty()) {
    content.key() = heir;
    in_blob_.insert(std::move(content));
  }
  if (names.mapped().empty()) return;
  for (const std::string& name : names.mapped()) entries_.find(name)->second.link_target = heir;
  names.key() = heir;
  other_names_.insert(std::move(names));
}

}  // namespace release::image

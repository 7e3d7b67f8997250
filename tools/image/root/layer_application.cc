#include "tools/image/root/layer_application.h"

#include <algorithm>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/base/text.h"
#include "tools/image/context/path.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

// Linux's own bound.
constexpr int kMaxLinks = 40;

absl::Status Refused(std::string code, std::string_view path, std::string why) {
  return Problem(absl::StatusCode::kInvalidArgument,
                 {.code = std::move(code),
                  .what = Concat("a layer cannot put `", path.substr(0, 300), "` into the root"),
                  .why = std::move(why),
                  .fix = "take another base, or mend what wrote this layer"});
}

}  // namespace

absl::Status LayerApplication::Add(LayerEntry entry, std::optional<InBlob> content) {
  if (entry.kind == EntryKind::kWhiteout || entry.kind == EntryKind::kOpaque) {
    return Uncover(entry);
  }
  if (entry.path.empty()) {
    top_ = std::move(entry);
    return absl::OkStatus();
  }
  auto parent = Folder(ParentPath(entry.path), /*make=*/true, entry.path);
  if (!parent.ok()) return parent.status();
  entry.path = JoinPath(**parent, BaseName(entry.path));
  if (entry.kind == EntryKind::kHardlink) return Link(std::move(entry));
  made_.insert(entry.path);
  tree_.Put(std::move(entry), std::move(content));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> LayerApplication::Folder(std::string_view path,
                                                                    bool make,
                                                                    std::string_view for_entry) {
  std::string folder;
  int links = 0;
  std::deque<std::string> parts;
  for (const std::string_view part : PathParts(path)) parts.emplace_back(part);
  while (!parts.empty()) {
    const std::string part = std::move(parts.front());
    parts.pop_front();
    if (part == "..") {
      folder = std::string(ParentPath(folder));
      continue;
    }
    std::string next = JoinPath(folder, part);
    const LayerEntry* const entry = tree_.Find(next);
    if (entry == nullptr) {
      if (!make) return std::nullopt;
      tree_.Put({.path = next, .kind = EntryKind::kDirectory, .mode = 0755});
      made_.insert(next);
      folder = std::move(next);
    } else if (entry->kind == EntryKind::kDirectory) {
      folder = std::move(next);
    } else if (entry->kind == EntryKind::kSymlink) {
      if (++links > kMaxLinks) {
        return Refused("IMAGE-CONTEXT-LINK-LOOP", for_entry,
                       Concat("the symlink `", next, "` above it leads in a circle"));
      }
      if (entry->link_target.starts_with('/')) folder.clear();
      const std::vector<std::string_view> target = PathParts(entry->link_target);
      parts.insert(parts.begin(), target.begin(), target.end());
    } else {
      if (!make) return std::nullopt;
      return Refused("IMAGE-ROOT-PARENT", for_entry, Concat("`", next, "` above it is a file"));
    }
  }
  return folder;
}

absl::Status LayerApplication::Link(LayerEntry entry) {
  const auto parent = Folder(ParentPath(entry.link_target), /*make=*/false, entry.path);
  if (!parent.ok()) return parent.status();
  std::string name;
  if (parent->has_value()) name = JoinPath(**parent, BaseName(entry.link_target));
  const LayerEntry* target = tree_.FindFile(name);
  if (target == nullptr) target = tree_.Find(name);
  // What the entry replaces may have the target below it.
  const bool replaced = name == entry.path || name.starts_with(Concat(entry.path, "/"));
  if (target == nullptr || target->kind == EntryKind::kDirectory || replaced) {
    return Refused(
        "IMAGE-ROOT-LINK", entry.path,
        Concat("it is a hard link to `", entry.link_target.substr(0, 300), "`, which is ",
               target == nullptr ? "not there"
               : replaced        ? "replaced by it"
                                 : "a folder"));
  }
  made_.insert(entry.path);
  if (target->path == entry.path) return absl::OkStatus();
  if (target->kind == EntryKind::kFile) {
    entry.link_target = target->path;
    tree_.Put(std::move(entry));
    return absl::OkStatus();
  }
  // A second name of a symlink is as good as a second symlink.
  LayerEntry copy = *target;
  copy.path = entry.path;
  tree_.Put(std::move(copy));
  return absl::OkStatus();
}

absl::Status LayerApplication::Uncover(const LayerEntry& entry) {
  const bool opaque = entry.kind == EntryKind::kOpaque;
  const auto folder =
      Folder(opaque ? std::string_view(entry.path) : ParentPath(entry.path), false, entry.path);
  if (!folder.ok()) return folder.status();
  if (!folder->has_value()) return absl::OkStatus();
  RemoveOld(opaque ? **folder : JoinPath(**folder, BaseName(entry.path)), !opaque);
  return absl::OkStatus();
}

void LayerApplication::RemoveOld(const std::string& path, bool itself) {
  // Deepest first, so that nothing is below what is removed.
  std::vector<std::string> old = tree_.Below(path);
  std::reverse(old.begin(), old.end());
  for (const std::string& below : old) {
    if (!MadeAtOrBelow(below)) tree_.RemoveOne(below);
  }
  if (itself && !MadeAtOrBelow(path)) tree_.Remove(path);
}

bool LayerApplication::MadeAtOrBelow(const std::string& path) const {
  if (made_.contains(path)) return true;
  const std::string prefix = Concat(path, "/");
  const auto next = made_.lower_bound(prefix);
  return next != made_.end() && next->starts_with(prefix);
}

}  // namespace release::image

#include "tools/image/archive/unpacking.h"

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/image/context/path.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

// Linux's own bound.
constexpr int kMaxLinks = 40;
constexpr size_t kMaxShown = 300;
constexpr size_t kMaxTarget = 4095;

}  // namespace

absl::Status Unpacking::Add(LayerEntry entry) {
  const std::string member = entry.path;
  absl::StatusOr<std::string> path = Named(member, member);
  if (!path.ok()) return path.status();
  if (path->empty()) {
    // The destination has its attributes already, as in Docker.
    if (entry.kind == EntryKind::kDirectory) return absl::OkStatus();
    return Refused("IMAGE-ADD-NAME", member, "it stands for the destination itself",
                   "give the member a name");
  }
  const absl::StatusOr<std::string> folder = Folder(ParentPath(*path), member);
  if (!folder.ok()) return folder.status();
  entry.path = JoinPath(*folder, BaseName(*path));
  if (const absl::Status name = CheckLayerPath(entry.path); !name.ok()) {
    return Refused("IMAGE-ADD-NAME", member, DiagnosisOf(name).why(), "give it another name");
  }
  if (entry.kind == EntryKind::kSymlink &&
      (entry.link_target.empty() || entry.link_target.size() > kMaxTarget)) {
    return Refused("IMAGE-ADD-LINK", member, "a symlink's text must have 1 to 4095 bytes",
                   "make the archive without it");
  }
  if (entry.kind == EntryKind::kHardlink) {
    if (absl::Status status = ResolveTarget(entry, member); !status.ok()) return status;
    // The name that it has already.
    if (entry.kind == EntryKind::kHardlink && entry.link_target == entry.path) {
      return absl::OkStatus();
    }
  }
  const LayerEntry* const before = made_.Find(entry.path);
  const LayerEntry* const in_stage = FindInStage(entry.path);
  if (entry.kind == EntryKind::kDirectory && before != nullptr &&
      before->kind != EntryKind::kDirectory && in_stage != nullptr &&
      in_stage->kind == EntryKind::kDirectory) {
    emptied_.insert(entry.path);
  }
  made_.Put(std::move(entry));
  return absl::OkStatus();
}

std::vector<LayerEntry> Unpacking::Entries() const {
  std::vector<LayerEntry> entries;
  entries.reserve(made_.entries().size());
  for (const auto& [path, entry] : made_.entries()) {
    entries.push_back(entry);
    if (emptied_.contains(path) && entry.kind == EntryKind::kDirectory) {
      entries.push_back({.path = path, .kind = EntryKind::kOpaque});
    }
  }
  return entries;
}

absl::StatusOr<std::string> Unpacking::Named(std::string_view written,
                                             std::string_view member) const {
  if (ClimbsOut(written)) return Escapes(member, "`..` in its name leads out of the destination");
  return RelativeToRoot(written);
}

absl::StatusOr<std::string> Unpacking::Folder(std::string_view path, std::string_view member) {
  std::string folder = destination_;
  std::string last_link;
  int links = 0;
  std::deque<std::string> parts;
  for (const std::string_view part : PathParts(path)) parts.emplace_back(part);
  while (!parts.empty()) {
    const std::string part = std::move(parts.front());
    parts.pop_front();
    if (part == "..") {
      if (folder.empty()) {
        return Escapes(member,
                       Concat("the symlink `", last_link, "` above it leads out of the root"));
      }
      folder = std::string(ParentPath(folder));
      continue;
    }
    std::string next = JoinPath(folder, part);
    const LayerEntry* const entry = Find(next);
    if (entry == nullptr) {
      // The destination and what is above it need not be there yet.
      const bool above = destination_ == next || destination_.starts_with(Concat(next, "/"));
      if (!above && !IsBelowDestination(next)) break;
      if (!above) made_.Put({.path = next, .kind = EntryKind::kDirectory, .mode = 0755});
    } else if (entry->kind == EntryKind::kSymlink) {
      last_link = Concat(next, " -> ", entry->link_target.substr(0, kMaxShown));
      if (++links > kMaxLinks) {
        return Escapes(member, Concat("the symlink `", last_link, "` above it leads in a circle"));
      }
      if (entry->link_target.starts_with('/')) folder.clear();
      const std::vector<std::string_view> target = PathParts(entry->link_target);
      parts.insert(parts.begin(), target.begin(), target.end());
      continue;
    } else if (entry->kind != EntryKind::kDirectory) {
      return Refused("IMAGE-ADD-PARENT", member, Concat("`", next, "` above it is a file"),
                     "make the archive again, or ADD it to another folder");
    }
    folder = std::move(next);
  }
  if (parts.empty() && (folder == destination_ || IsBelowDestination(folder))) return folder;
  return Escapes(member, Concat("the symlink `", last_link,
                                "` above it leads out of the destination `/", destination_, "`"));
}

absl::Status Unpacking::ResolveTarget(LayerEntry& entry, std::string_view member) {
  const absl::StatusOr<std::string> target = Named(entry.link_target, member);
  if (!target.ok()) return target.status();
  const absl::StatusOr<std::string> folder = Folder(ParentPath(*target), member);
  if (!folder.ok()) return folder.status();
  const std::string name = JoinPath(*folder, BaseName(*target));
  const LayerEntry* const file = made_.FindFile(name);
  const LayerEntry* const link = made_.Find(name);
  // What the member replaces may have the target below it.
  if (name.starts_with(Concat(entry.path, "/"))) {
    return Refused("IMAGE-ADD-LINK", member, "it replaces the folder that its target is in",
                   "make the archive again");
  }
  if (file != nullptr) {
    entry.link_target = file->path;
    return absl::OkStatus();
  }
  if (link != nullptr && link->kind == EntryKind::kSymlink && name != entry.path) {
    // A second name of a symlink is as good as a second symlink.
    std::string path = std::move(entry.path);
    entry = *link;
    entry.path = std::move(path);
    return absl::OkStatus();
  }
  return Refused("IMAGE-ADD-LINK", member,
                 Concat("it is a hard link to `", entry.link_target.substr(0, kMaxShown),
                        "`, which is no file of the archive before it"),
                 "make the archive with the file in it");
}

const LayerEntry* Unpacking::Find(std::string_view path) const {
  const LayerEntry* const made = made_.Find(path);
  return made != nullptr ? made : FindInStage(path);
}

const LayerEntry* Unpacking::FindInStage(std::string_view path) const {
  if (!emptied_.empty()) {
    for (std::string_view above = ParentPath(path); !above.empty(); above = ParentPath(above)) {
      if (emptied_.contains(above)) return nullptr;
    }
  }
  return root_.Find(path);
}

bool Unpacking::IsBelowDestination(std::string_view path) const {
  if (destination_.empty()) return !path.empty();
  return path.starts_with(destination_) && path.size() > destination_.size() &&
         path[destination_.size()] == '/';
}

absl::Status Unpacking::Refused(std::string code, std::string_view member, std::string why,
                                std::string fix) const {
  return Problem(absl::StatusCode::kInvalidArgument,
                 {.code = std::move(code),
                  .what = Concat("ADD ", archive_, ": the member `", member.substr(0, kMaxShown),
                                 "` cannot be unpacked to `/", destination_, "`"),
                  .why = std::move(why),
                  .fix = std::move(fix)});
}

absl::Status Unpacking::Escapes(std::string_view member, std::string why) const {
  return Refused("IMAGE-ADD-ESCAPES", member, std::move(why),
                 "make the archive without the member, or ADD it to the folder that it is for");
}

}  // namespace release::image

#include "tools/image/run/diff_tree.h"

#include <map>
#include <string_view>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/image/context/path.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

constexpr char kCapability[] = "security.capability";

std::string_view Special(uint32_t mode) {
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  if (S_ISFIFO(mode)) return "a named pipe";
  return "";
}

class Differ {
 public:
  Differ(const Root& before, const TreeSnapshot& then, const std::string& directory,
         const Owners& owners, const TreeSnapshot& now)
      : before_(before), then_(then), directory_(directory), owners_(owners), now_(now) {}

  absl::StatusOr<TreeChanges> Diff(const std::string& scratch) {
    for (const auto& [path, file] : now_) {
      absl::Status status = Look(path, file);
      if (!status.ok()) return status;
    }
    absl::Status status = CompareContents(scratch);
    if (!status.ok()) return status;
    for (const auto& [first, names] : files_) AddFile(first, names);
    AddWhiteouts();
    for (auto& [path, entry] : changed_) changes_.entries.push_back(std::move(entry));
    return std::move(changes_);
  }

 private:
  // How a file or folder is now, as an entry.
  LayerEntry EntryNow(const std::string& path, const SeenFile& file, EntryKind kind) const {
    LayerEntry entry{.path = path, .kind = kind, .mode = file.mode & 07777U};
    Ownership owner = owners_.Of(file.key);
    if (owners_.Find(file.key) == nullptr) {
      // The group of a new file in a set-group-id folder is the folder's.
      const auto parent = now_.find(ParentPath(path));
      if (parent != now_.end() && (parent->second.mode & S_ISGID) != 0) {
        owner.gid = owners_.Of(parent->second.key).gid;
      }
    }
    entry.uid = owner.uid;
    entry.gid = owner.gid;
    entry.xattrs = file.xattrs;
    if (!owner.capability.empty()) entry.xattrs[kCapability] = owner.capability;
    const auto then = then_.find(path);
    const LayerEntry* old = before_.Find(path);
    if (then != then_.end() && then->second.key == file.key && old != nullptr) {
      // Attributes that the disk could not take are still the file's.
      for (const auto& [name, value] : old->xattrs) {
        if (name != kCapability && then->second.xattrs.count(name) == 0) entry.xattrs[name] = value;
      }
    }
    if (kind == EntryKind::kSymlink) {
      entry.mode = 0777;
      entry.link_target = file.link_target;
    }
    return entry;
  }

  static bool SameAttributes(const LayerEntry& a, const LayerEntry& b) {
    return a.kind == b.kind && (a.kind == EntryKind::kSymlink || a.mode == b.mode) &&
           a.uid == b.uid && a.gid == b.gid && a.xattrs == b.xattrs &&
           a.link_target == b.link_target;
  }

  absl::Status Look(const std::string& path, const SeenFile& file) {
    if (S_ISSOCK(file.mode)) {
      changes_.warnings.push_back(Concat("`/", path, "` is a socket and is left out of the layer"));
      return absl::OkStatus();
    }
    if (const std::string_view special = Special(file.mode); !special.empty()) {
      return Problem(absl::StatusCode::kInvalidArgument,
                     {"IMAGE-RUN-DEVICE", Concat("RUN left ", special, " at `/", path, "`"),
                      "layers here hold files, folders and links; /dev is the container's own",
                      "remove it at the end of the command, or make it where it is used"});
    }
    if (S_ISREG(file.mode)) {
      const std::string& first =
          first_names_.try_emplace({file.key.device, file.key.inode}, path).first->second;
      files_[first].push_back(path);
      return absl::OkStatus();
    }
    LayerEntry entry =
        EntryNow(path, file, S_ISDIR(file.mode) ? EntryKind::kDirectory : EntryKind::kSymlink);
    const LayerEntry* old = before_.Find(path);
    if (old == nullptr || !SameAttributes(*old, entry)) changed_.emplace(path, std::move(entry));
    return absl::OkStatus();
  }

  // The old file of all the names, if they have one and the same and it has the same attributes.
  const LayerEntry* SameButForContent(const std::vector<std::string>& names) const {
    const LayerEntry* old = before_.FindFile(names.front());
    for (const std::string& name : names) {
      if (before_.FindFile(name) != old) return nullptr;
    }
    if (old == nullptr) return nullptr;
    LayerEntry now = EntryNow(names.front(), now_.at(names.front()), EntryKind::kFile);
    return old->mode == now.mode && old->uid == now.uid && old->gid == now.gid &&
                   old->xattrs == now.xattrs
               ? old
               : nullptr;
  }

  // Finds the files that are unchanged, and drops them.
  absl::Status CompareContents(const std::string& scratch) {
    std::vector<std::string> doubtful;
    for (auto at = files_.begin(); at != files_.end();) {
      const std::string& first = at->first;
      const SeenFile& now = now_.at(first);
      const auto then = then_.find(first);
      const bool same = SameButForContent(at->second) != nullptr;
      if (same && then != then_.end() && then->second.key == now.key &&
          then->second.changed == now.changed && then->second.size == now.size) {
        at = files_.erase(at);
        continue;
      }
      if (same && then != then_.end() && then->second.size == now.size) doubtful.push_back(first);
      ++at;
    }
    if (doubtful.empty()) return absl::OkStatus();
    absl::StatusOr<std::vector<LayerEntry>> old = before_.Fetch(doubtful, scratch);
    if (!old.ok()) return old.status();
    for (const LayerEntry& entry : *old) {
      Digest was = DigestOf(entry.bytes);
      if (!entry.source.empty()) {
        absl::StatusOr<FileDigest> digest = DigestOfFile(entry.source);
        if (!digest.ok()) return digest.status();
        was = digest->digest;
      }
      absl::StatusOr<FileDigest> is = DigestOfFile(Concat(directory_, "/", entry.path));
      if (!is.ok()) return is.status();
      if (is->digest == was) files_.erase(entry.path);
    }
    return absl::OkStatus();
  }

  void AddFile(const std::string& first, const std::vector<std::string>& names) {
    LayerEntry file = EntryNow(first, now_.at(first), EntryKind::kFile);
    file.source = Concat(directory_, "/", first);
    for (size_t i = 1; i < names.size(); ++i) {
      changed_.emplace(names[i], LayerEntry{.path = names[i],
                                            .kind = EntryKind::kHardlink,
                                            .mode = file.mode,
                                            .uid = file.uid,
                                            .gid = file.gid,
                                            .link_target = first});
    }
    changed_.emplace(first, std::move(file));
  }

  // One for the topmost path of what is gone; none below what is no folder any more.
  void AddWhiteouts() {
    for (const auto& [path, entry] : before_.entries()) {
      if (now_.find(path) != now_.end() && !S_ISSOCK(now_.at(path).mode)) continue;
      const std::string parent(ParentPath(path));
      const auto above = now_.find(parent);
      if (!parent.empty() && (above == now_.end() || !S_ISDIR(above->second.mode))) continue;
      changed_.insert_or_assign(path, LayerEntry{.path = path, .kind = EntryKind::kWhiteout});
    }
  }

  const Root& before_;
  const TreeSnapshot& then_;
  const std::string& directory_;
  const Owners& owners_;
  const TreeSnapshot& now_;
  std::map<std::pair<uint64_t, uint64_t>, std::string> first_names_;  // by device and inode
  std::map<std::string, std::vector<std::string>> files_;             // all names, by the first
  std::map<std::string, LayerEntry> changed_;
  TreeChanges changes_;
};

}  // namespace

absl::StatusOr<TreeChanges> DiffTree(const Root& before, const TreeSnapshot& then,
                                     const std::string& directory, const Owners& owners,
                                     const std::string& scratch) {
  absl::StatusOr<TreeSnapshot> now = LookAtTree(directory);
  if (!now.ok()) return now.status();
  return Differ(before, then, directory, owners, *now).Diff(scratch);
}

}  // namespace release::image

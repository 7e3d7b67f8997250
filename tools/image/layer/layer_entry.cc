#include "tools/image/layer/layer_entry.h"

#include <sys/stat.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

constexpr size_t kMaxPath = 4095;
constexpr size_t kMaxComponent = 255;
constexpr std::string_view kWhiteoutPrefix = ".wh.";

absl::Status Refused(std::string code, std::string_view path, std::string why, std::string fix) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = std::move(code),
                   .what = Concat("`", absl::CHexEscape(AbslView(path.substr(0, 300))),
                                  "` cannot be in a layer"),
                   .why = std::move(why),
                   .fix = std::move(fix)});
}

absl::Status BadPath(std::string_view path, std::string why) {
  return Refused("LAYER-PATH", path, std::move(why),
                 "name it from the image's root, as in `usr/bin/app`");
}

absl::Status CheckEntry(const LayerEntry& entry) {
  if (absl::Status path = CheckLayerPath(entry.path); !path.ok()) return path;
  if ((entry.mode & ~07777U) != 0) {
    return Refused("LAYER-MODE", entry.path, "its mode has more than the 12 permission bits",
                   "mask the mode with 07777");
  }
  for (const auto& [name, value] : entry.xattrs) {
    if (name.empty() || name.find('=') != name.npos || name.find('\0') != name.npos) {
      return Refused("LAYER-XATTR", entry.path,
                     Concat("an attribute is named `", absl::CHexEscape(name),
                            "`, which the archive cannot express"),
                     "leave the attribute out");
    }
  }
  const bool link = entry.kind == EntryKind::kSymlink || entry.kind == EntryKind::kHardlink;
  if (link &&
      (entry.link_target.empty() || entry.link_target.find('\0') != entry.link_target.npos ||
       entry.link_target.size() > kMaxPath)) {
    return Refused("LAYER-LINK", entry.path,
                   "the link's target is empty, has a NUL or is over 4095 bytes",
                   "give the link a target");
  }
  return absl::OkStatus();
}

// Compares as the archive is ordered. A NUL, which no name has, begins each component, so that a
// directory's children come before its sibling "dir-x"; then a byte puts whiteouts first.
std::string OrderKey(const LayerEntry& entry) {
  std::string key(1, entry.kind == EntryKind::kHardlink ? '\1' : '\0');
  const std::string name = ArchiveName(entry);
  for (size_t begin = 0; begin <= name.size();) {
    const size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view component = std::string_view(name).substr(begin, end - begin);
    key += '\0';
    key += component.starts_with(kWhiteoutPrefix) ? '\0' : '\1';
    key += component;
    begin = end + 1;
  }
  return key;
}

using ByPath = std::unordered_map<std::string_view, const LayerEntry*>;

absl::Status CheckParents(const LayerEntry& entry, const ByPath& entries) {
  const std::string_view path = entry.path;
  for (size_t slash = path.rfind('/'); slash != path.npos && slash > 0;
       slash = path.rfind('/', slash - 1)) {
    const auto parent = entries.find(path.substr(0, slash));
    if (parent != entries.end() && parent->second->kind != EntryKind::kDirectory) {
      return Refused("LAYER-PARENT-NOT-DIRECTORY", path,
                     Concat("`", absl::CHexEscape(AbslView(parent->first)),
                            "` of the same layer is not a directory"),
                     "give one of the two another name");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTarget(const LayerEntry& entry, const ByPath& entries) {
  const auto target = entries.find(entry.link_target);
  if (target != entries.end() && target->second->kind == EntryKind::kFile) return absl::OkStatus();
  return Refused("LAYER-LINK", entry.path,
                 Concat("the hard link's target `", absl::CHexEscape(entry.link_target),
                        "` is not a file of the same layer"),
                 "put the file into this layer, or make the link a copy or a symlink");
}

absl::Status CheckTogether(const std::vector<LayerEntry>& entries) {
  ByPath by_path;
  std::unordered_map<std::string_view, const LayerEntry*> opaque;
  for (const LayerEntry& entry : entries) {
    auto& names = entry.kind == EntryKind::kOpaque ? opaque : by_path;
    if (!names.emplace(entry.path, &entry).second) {
      return Refused("LAYER-DUPLICATE", entry.path, "the layer has it twice",
                     "decide which of the two it is to be");
    }
  }
  for (const LayerEntry& entry : entries) {
    if (absl::Status parents = CheckParents(entry, by_path); !parents.ok()) return parents;
    if (entry.kind != EntryKind::kHardlink) continue;
    if (absl::Status target = CheckTarget(entry, by_path); !target.ok()) return target;
  }
  return absl::OkStatus();
}

// Who unpacks the link may apply its mode and owner to the file that both are.
void TakeOverFromTargets(std::vector<LayerEntry>& entries) {
  std::unordered_map<std::string_view, const LayerEntry*> files;
  for (const LayerEntry& entry : entries) {
    if (entry.kind == EntryKind::kFile) files.emplace(entry.path, &entry);
  }
  for (LayerEntry& entry : entries) {
    if (entry.kind != EntryKind::kHardlink) continue;
    const LayerEntry& target = *files.at(entry.link_target);
    entry.mode = target.mode;
    entry.uid = target.uid;
    entry.gid = target.gid;
    entry.xattrs.clear();
  }
}

}  // namespace

absl::StatusOr<EntryKind> EntryKindOf(mode_t mode, std::string_view path) {
  if (S_ISREG(mode)) return EntryKind::kFile;
  if (S_ISDIR(mode)) return EntryKind::kDirectory;
  if (S_ISLNK(mode)) return EntryKind::kSymlink;
  return Refused("LAYER-SPECIAL-FILE", path, "it is a device, a socket or a pipe",
                 "leave it out; the container's runtime makes its own devices");
}

absl::Status CheckLayerPath(std::string_view path) {
  if (path.empty()) return BadPath(path, "the path is empty");
  if (path.front() == '/') return BadPath(path, "the path is absolute");
  if (path.size() > kMaxPath) return BadPath(path, "the path is longer than 4095 bytes");
  if (path.find('\0') != path.npos) return BadPath(path, "the path has a NUL");
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view component = path.substr(begin, end - begin);
    if (component.empty()) return BadPath(path, "a component of the path is empty");
    if (component == "..") return BadPath(path, "`..` could lead out of the image");
    if (component == ".") return BadPath(path, "`.` gives one file two names");
    if (component.size() > kMaxComponent) return BadPath(path, "a name is over 255 bytes");
    if (component.starts_with(kWhiteoutPrefix)) {
      return BadPath(path, "a name that begins with `.wh.` means a removal");
    }
    begin = end + 1;
  }
  return absl::OkStatus();
}

std::string ArchiveName(const LayerEntry& entry) {
  if (entry.kind == EntryKind::kOpaque) return entry.path + "/.wh..wh..opq";
  if (entry.kind != EntryKind::kWhiteout) return entry.path;
  const size_t slash = entry.path.rfind('/');
  const size_t name = slash == entry.path.npos ? 0 : slash + 1;
  return Concat(entry.path.substr(0, name), kWhiteoutPrefix, entry.path.substr(name));
}

absl::StatusOr<std::vector<LayerEntry>> OrderedEntries(std::vector<LayerEntry> entries) {
  for (const LayerEntry& entry : entries) {
    if (absl::Status status = CheckEntry(entry); !status.ok()) return status;
  }
  if (absl::Status status = CheckTogether(entries); !status.ok()) return status;
  TakeOverFromTargets(entries);

  std::vector<std::pair<std::string, size_t>> order;
  order.reserve(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) order.emplace_back(OrderKey(entries[i]), i);
  std::sort(order.begin(), order.end());
  std::vector<LayerEntry> ordered;
  ordered.reserve(entries.size());
  for (const auto& [key, index] : order) ordered.push_back(std::move(entries[index]));
  return ordered;
}

}  // namespace release::image

#include "tools/image/build/copied_entries.h"

#include <cstddef>
#include <map>
#include <utility>

#include "tools/image/context/path.h"

namespace release::image {
namespace {

EntryKind KindOf(NodeKind kind) {
  switch (kind) {
    case NodeKind::kDirectory:
      return EntryKind::kDirectory;
    case NodeKind::kSymlink:
      return EntryKind::kSymlink;
    case NodeKind::kFile:
      break;
  }
  return EntryKind::kFile;
}

// Owner, attributes and bytes as the stage has them.
absl::Status TakeFromRoot(const CopyPlan& plan, const CopyAttributes& attributes,
                          std::vector<LayerEntry>& entries) {
  const Root& root = *attributes.root;
  std::vector<std::string> wanted;
  std::vector<size_t> wanting;
  std::map<const LayerEntry*, std::string> first_names;
  for (size_t at = 0; at < entries.size(); ++at) {
    const CopyEntry& planned = plan.entries[at];
    if (planned.implied) continue;
    LayerEntry& entry = entries[at];
    const LayerEntry* file = root.FindFile(planned.source);
    const LayerEntry* there = file != nullptr ? file : root.Find(planned.source);
    if (there == nullptr) continue;
    entry.uid = there->uid;
    entry.gid = there->gid;
    entry.xattrs = there->xattrs;
    if (entry.kind != EntryKind::kFile) continue;
    const auto [first, is_first] = first_names.emplace(file, entry.path);
    if (is_first) {
      wanted.push_back(planned.source);
      wanting.push_back(at);
    } else {
      entry.kind = EntryKind::kHardlink;
      entry.link_target = first->second;
      entry.source.clear();
    }
  }
  absl::StatusOr<std::vector<LayerEntry>> fetched = root.Fetch(wanted, attributes.scratch);
  if (!fetched.ok()) return fetched.status();
  for (size_t at = 0; at < wanting.size(); ++at) {
    entries[wanting[at]].source = std::move((*fetched)[at].source);
    entries[wanting[at]].bytes = std::move((*fetched)[at].bytes);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<LayerEntry>> EntriesOf(const CopyPlan& plan,
                                                  const CopyAttributes& attributes) {
  std::vector<LayerEntry> entries;
  for (const CopyEntry& planned : plan.entries) {
    LayerEntry entry{.path = RelativeToRoot(planned.path),
                     .kind = KindOf(planned.kind),
                     .mode = planned.mode,
                     .link_target = planned.link_target};
    if (planned.kind == NodeKind::kFile) entry.source = planned.source;
    entries.push_back(std::move(entry));
  }
  if (attributes.root != nullptr) {
    absl::Status taken = TakeFromRoot(plan, attributes, entries);
    if (!taken.ok()) return taken;
  }
  for (size_t at = 0; at < entries.size(); ++at) {
    LayerEntry& entry = entries[at];
    if (attributes.owner.has_value()) {
      entry.uid = attributes.owner->uid;
      entry.gid = attributes.owner->gid;
    }
    const bool takes_mode = entry.kind != EntryKind::kSymlink && !plan.entries[at].implied;
    if (attributes.mode.has_value() && takes_mode) {
      entry.mode = attributes.mode->Apply(entry.mode, entry.kind == EntryKind::kDirectory);
    }
  }
  return entries;
}

bool SameAttributes(const LayerEntry& a, const LayerEntry& b) {
  return a.mode == b.mode && a.uid == b.uid && a.gid == b.gid && a.xattrs == b.xattrs;
}

}  // namespace release::image

#include "tools/image/archive/layer_archive.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/image/archive/compressed.h"
#include "tools/image/archive/tar_reader.h"
#include "tools/image/context/path.h"

namespace release::image {
namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kAufs = ".wh..wh.";
constexpr std::string_view kOpaqueName = ".wh..wh..opq";

absl::StatusOr<TarReader> OpenLayer(const std::string& blob) {
  const absl::StatusOr<Compressed> compressed = CompressedHow(blob);
  if (!compressed.ok()) return compressed.status();
  return TarReader::Open(
      {.file = blob, .name = Concat("the layer ", blob), .broken_code = "IMAGE-LAYER-BROKEN"},
      *compressed);
}

absl::Status BadMember(const std::string& blob, std::string code, std::string_view path,
                       std::string why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = std::move(code),
                   .what = Concat("the layer ", blob, " cannot be used for its member `",
                                  absl::CHexEscape(AbslView(path.substr(0, 300))), "`"),
                   .why = std::move(why),
                   .fix = "take another base, or make this one again without the member"});
}

// Relative, clean, never out of the root.
absl::Status Clean(const std::string& blob, const std::string& written, std::string& path) {
  bool climbs = written.starts_with('/');
  for (const std::string_view part : PathParts(written)) climbs = climbs || part == "..";
  if (climbs) return BadMember(blob, "IMAGE-LAYER-PATH", written, "it leads out of the root");
  path = RelativeToRoot(written);
  return absl::OkStatus();
}

// Turns a `.wh.` name into what it says. False: nothing that is for us.
bool TakeWhiteout(LayerEntry& entry) {
  const std::string_view name = BaseName(entry.path);
  if (!name.starts_with(kWhiteout)) return true;
  const std::string parent(ParentPath(entry.path));
  if (name == kOpaqueName) {
    entry = {.path = parent, .kind = EntryKind::kOpaque};
    return true;
  }
  if (name.starts_with(kAufs)) return false;
  entry = {.path = JoinPath(parent, name.substr(kWhiteout.size())), .kind = EntryKind::kWhiteout};
  return true;
}

absl::Status CheckPath(const std::string& blob, const std::string& written,
                       const LayerEntry& entry) {
  if (entry.path.empty()) {
    if (entry.kind == EntryKind::kDirectory || entry.kind == EntryKind::kOpaque) {
      return absl::OkStatus();
    }
    return BadMember(blob, "IMAGE-LAYER-PATH", written, "it stands for the root itself");
  }
  const absl::Status status = CheckLayerPath(entry.path);
  if (status.ok()) return status;
  return BadMember(blob, "IMAGE-LAYER-PATH", written, DiagnosisOf(status).why());
}

// False: the member is none of ours.
absl::StatusOr<bool> ToEntry(const std::string& blob, TarMember& member) {
  LayerEntry& entry = member.entry;
  const std::string written = entry.path;
  if (absl::Status status = Clean(blob, written, entry.path); !status.ok()) return status;
  if (entry.kind == EntryKind::kHardlink) {
    std::string target;
    if (absl::Status status = Clean(blob, entry.link_target, target); !status.ok()) return status;
    entry.link_target = target;
  }
  if (!TakeWhiteout(entry)) return false;
  if (entry.kind == EntryKind::kFile && member.overlay_whiteout) {
    entry = {.path = entry.path, .kind = EntryKind::kWhiteout};
  }
  if (entry.kind == EntryKind::kFile && !member.special.empty()) {
    return BadMember(blob, "IMAGE-LAYER-SPECIAL", written,
                     Concat("it is ", member.special, "; a root here has none"));
  }
  if (absl::Status status = CheckPath(blob, written, entry); !status.ok()) return status;
  return true;
}

}  // namespace

absl::StatusOr<std::vector<ArchivedEntry>> ReadLayerArchive(const std::string& blob) {
  absl::StatusOr<TarReader> reader = OpenLayer(blob);
  if (!reader.ok()) return reader.status();
  std::vector<ArchivedEntry> entries;
  while (true) {
    absl::StatusOr<std::optional<TarMember>> member = reader->Next();
    if (!member.ok()) return member.status();
    if (!member->has_value()) return entries;
    const absl::StatusOr<bool> ours = ToEntry(blob, **member);
    if (!ours.ok()) return ours.status();
    if (*ours) entries.push_back({std::move((*member)->entry), (*member)->ordinal});
  }
}

absl::Status ReadContents(const std::string& blob, const std::set<uint64_t>& ordinals,
                          const TakeContent& take) {
  absl::StatusOr<TarReader> reader = OpenLayer(blob);
  if (!reader.ok()) return reader.status();
  for (auto next = ordinals.begin(); next != ordinals.end();) {
    absl::StatusOr<std::optional<TarMember>> member = reader->Next();
    if (!member.ok()) return member.status();
    if (!member->has_value()) {
      return BadMember(blob, "IMAGE-LAYER-BROKEN", Concat("number ", *next),
                       "the layer was longer when it was read before");
    }
    if ((*member)->ordinal != *next) continue;
    if (absl::Status status = take(*next, *reader); !status.ok()) return status;
    ++next;
  }
  return absl::OkStatus();
}

}  // namespace release::image

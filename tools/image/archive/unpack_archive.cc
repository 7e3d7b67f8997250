#include "tools/image/archive/unpack_archive.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/image/archive/compressed.h"
#include "tools/image/archive/tar_reader.h"
#include "tools/image/archive/unpacking.h"
#include "tools/image/context/problem.h"
#include "tools/image/root/scratch_folder.h"

namespace release::image {
namespace {

constexpr const char* kBroken = "IMAGE-ADD-BROKEN";

absl::Status Special(const UnpackRequest& request, const TarMember& member) {
  return Problem(absl::StatusCode::kInvalidArgument,
                 {.code = "IMAGE-ADD-SPECIAL",
                  .what = Concat("ADD ", request.name, ": the member `",
                                 member.entry.path.substr(0, 300), "` cannot be in an image"),
                  .why = Concat("it is ", member.special),
                  .fix = "make the archive without it; a container gets its devices when it is "
                         "started"});
}

}  // namespace

absl::StatusOr<bool> IsArchive(const std::string& file) {
  const absl::StatusOr<Compressed> compressed = CompressedHow(file);
  if (!compressed.ok()) return compressed.status();
  absl::StatusOr<TarReader> reader =
      TarReader::Open({.file = file, .name = file, .broken_code = kBroken}, *compressed);
  if (!reader.ok()) return false;
  const absl::StatusOr<std::optional<TarMember>> first = reader->Next();
  return first.ok() && first->has_value();
}

absl::StatusOr<std::vector<LayerEntry>> UnpackArchive(const UnpackRequest& request) {
  absl::StatusOr<std::string> destination =
      request.root.Tree().Resolve(request.destination, /*follow_last=*/true);
  if (!destination.ok()) return destination.status();
  const absl::StatusOr<Compressed> compressed = CompressedHow(request.file);
  if (!compressed.ok()) return compressed.status();
  absl::StatusOr<TarReader> reader = TarReader::Open(
      {.file = request.file, .name = Concat("ADD ", request.name), .broken_code = kBroken},
      *compressed);
  if (!reader.ok()) return reader.status();
  const absl::StatusOr<std::string> folder = ScratchFolder(request.scratch);
  if (!folder.ok()) return folder.status();

  Unpacking unpacking(request.root, request.name, *std::move(destination));
  while (true) {
    absl::StatusOr<std::optional<TarMember>> next = reader->Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) return unpacking.Entries();
    TarMember& member = **next;
    if (!member.special.empty()) return Special(request, member);
    if (member.entry.kind == EntryKind::kFile) {
      member.entry.source = Concat(*folder, "/", member.ordinal);
      absl::Status status = ExtractToFile(*reader, member.entry.source);
      if (!status.ok()) return status;
    }
    if (absl::Status status = unpacking.Add(std::move(member.entry)); !status.ok()) return status;
  }
}

}  // namespace release::image

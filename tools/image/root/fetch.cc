// How bytes come out of the blobs.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/archive/layer_archive.h"
#include "tools/image/archive/tar_reader.h"
#include "tools/image/context/problem.h"
#include "tools/image/root/copy_content.h"
#include "tools/image/root/entry_tree.h"
#include "tools/image/root/root.h"
#include "tools/image/root/scratch_folder.h"

namespace release::image {
namespace {

absl::Status Missing(std::string_view path, std::string why) {
  return Problem(absl::StatusCode::kNotFound,
                 {.code = "IMAGE-ROOT-MISSING",
                  .what = Concat("`/", path.substr(0, 300), "` cannot be read from the root"),
                  .why = std::move(why),
                  .fix = "name a file that the stage has at this point"});
}

// Files that are in blobs: of each blob the ordinals, and what is wanted of each. By layer and not
// by name: one blob may be two layers of an image, and its file two files.
template <typename Wanted>
using ByBlob = std::map<const std::string*, std::map<uint64_t, Wanted>>;

template <typename Wanted, typename Take>
absl::Status ReadByBlob(const ByBlob<Wanted>& blobs, Take take) {
  for (const auto& [blob, files] : blobs) {
    std::set<uint64_t> ordinals;
    for (const auto& [ordinal, wanted] : files) ordinals.insert(ordinal);
    absl::Status status = ReadContents(*blob, ordinals, [&](uint64_t ordinal, TarReader& reader) {
      return take(files.at(ordinal), reader);
    });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<LayerEntry>> Root::Fetch(const std::vector<std::string>& paths,
                                                    const std::string& scratch) const {
  std::vector<LayerEntry> fetched;
  fetched.reserve(paths.size());
  ByBlob<std::string> wanted;
  std::string folder;
  size_t count = 0;
  for (const std::string& path : paths) {
    const LayerEntry* entry = FindFile(path);
    if (entry == nullptr) entry = Find(path);
    if (entry == nullptr) return Missing(path, "nothing is there");
    fetched.push_back(*entry);
    fetched.back().path = path;
    const InBlob* const content = ContentInBlob(entry->path);
    if (content == nullptr) continue;
    if (folder.empty()) {
      absl::StatusOr<std::string> made = ScratchFolder(scratch);
      if (!made.ok()) return made.status();
      folder = *std::move(made);
    }
    std::string& file = wanted[content->blob.get()][content->ordinal];
    if (file.empty()) file = Concat(folder, "/", count++);
    fetched.back().source = file;
  }
  absl::Status status = ReadByBlob(wanted, [](const std::string& file, TarReader& reader) {
    return ExtractToFile(reader, file);
  });
  if (!status.ok()) return status;
  return fetched;
}

absl::Status Root::ForEachFile(const VisitFile& visit) const {
  ByBlob<const LayerEntry*> in_blobs;
  for (const auto& [path, entry] : entries()) {
    if (entry.kind != EntryKind::kFile) continue;
    if (const InBlob* const content = ContentInBlob(path); content != nullptr) {
      in_blobs[content->blob.get()][content->ordinal] = &entry;
      continue;
    }
    absl::Status status = visit(entry, [&file = entry](int fd) { return CopyContent(file, fd); });
    if (!status.ok()) return status;
  }
  return ReadByBlob(in_blobs, [&visit](const LayerEntry* file, TarReader& reader) {
    return visit(*file, [&reader](int fd) { return reader.Extract(fd); });
  });
}

absl::StatusOr<std::string> Root::ReadSmallFile(std::string_view path, size_t max_bytes) const {
  absl::StatusOr<std::string> place = Tree().Resolve(path, /*follow_last=*/true);
  if (!place.ok()) return place.status();
  const auto known = small_files_.find(*place);
  if (known != small_files_.end() && known->second.size() <= max_bytes) return known->second;
  if (FindFile(*place) == nullptr) {
    return Missing(path, Find(*place) == nullptr ? "nothing is there" : "it is no file");
  }
  absl::StatusOr<TempDirectory> scratch = TempDirectory::Create();
  if (!scratch.ok()) return scratch.status();
  absl::StatusOr<std::vector<LayerEntry>> fetched = Fetch({*place}, scratch->path());
  if (!fetched.ok()) return fetched.status();
  const LayerEntry& file = fetched->front();
  absl::StatusOr<std::string> content = file.bytes;
  if (!file.source.empty()) content = ReadFile(file.source, max_bytes);
  if (content.ok() && content->size() > max_bytes) {
    return Problem(absl::StatusCode::kResourceExhausted,
                   {.code = "FILE-TOO-LARGE",
                    .what = Concat("`/", path, "` of the stage is too large to read"),
                    .why = Concat("it may have ", max_bytes, " bytes"),
                    .fix = "make it smaller"});
  }
  if (content.ok()) small_files_[*place] = *content;
  return content;
}

}  // namespace release::image

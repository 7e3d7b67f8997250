// How bytes come out of the blobs.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/archive/layer_archive.h"
#include "tools/image/context/problem.h"
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

}  // namespace

absl::StatusOr<std::vector<LayerEntry>> Root::Fetch(const std::vector<std::string>& paths,
                                                    const std::string& scratch) const {
  std::vector<LayerEntry> fetched;
  fetched.reserve(paths.size());
  std::map<std::string, std::map<uint64_t, std::string>> wanted;
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
    std::string& file = wanted[*content->blob][content->ordinal];
    if (file.empty()) file = Concat(folder, "/", count++);
    fetched.back().source = file;
  }
  for (const auto& [blob, files] : wanted) {
    if (absl::Status status = ExtractFromLayer(blob, files); !status.ok()) return status;
  }
  return fetched;
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

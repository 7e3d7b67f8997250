#include "tools/image/build/layer_cache.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/image/oci/blob.h"
#include "tools/image/oci/descriptor.h"

namespace release::image {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestRecord = 4096;

// Fields with their lengths, so that no two lists of fields are the same bytes.
class FieldHash {
 public:
  FieldHash& Add(std::string_view field) {
    AddNumber(field.size());
    hash_.Update(field);
    return *this;
  }
  FieldHash& AddNumber(uint64_t number) {
    hash_.Update(Concat(number, ";"));
    return *this;
  }
  Digest Finish() { return hash_.Finish(); }

 private:
  Sha256 hash_;
};

// The compressor and its constants are in the program, so another program may make other bytes.
absl::StatusOr<Digest> ThisProgram() {
  static const auto* const program = new absl::StatusOr<FileDigest>(DigestOfFile("/proc/self/exe"));
  if (!program->ok()) return program->status();
  return (*program)->digest;
}

absl::StatusOr<Digest> ContentOf(const LayerEntry& entry) {
  if (entry.source.empty()) return DigestOf(entry.bytes);
  absl::StatusOr<FileDigest> content = DigestOfFile(entry.source);
  if (!content.ok()) return content.status();
  return content->digest;
}

std::string RecordOf(const ImageLayer& layer) {
  const std::string fields = Concat(layer.blob.media_type, " ", DigestText(layer.blob.digest), " ",
                                    layer.blob.size, " ", DigestText(layer.diff_id));
  return Concat(fields, " ", DigestText(DigestOf(fields)), "\n");
}

}  // namespace

absl::StatusOr<Digest> LayerCache::Key(const std::vector<LayerEntry>& entries,
                                       const LayerOptions& options) {
  absl::StatusOr<Digest> program = ThisProgram();
  if (!program.ok()) return program.status();
  absl::StatusOr<std::vector<LayerEntry>> ordered = OrderedEntries(entries);
  if (!ordered.ok()) return ordered.status();
  FieldHash hash;
  hash.Add(program->bytes()).Add(MediaTypeOf(options.compression));
  hash.AddNumber(static_cast<uint64_t>(options.mtime)).AddNumber(ordered->size());
  for (const LayerEntry& entry : *ordered) {
    hash.Add(entry.path).AddNumber(static_cast<uint64_t>(entry.kind));
    hash.AddNumber(entry.mode).AddNumber(entry.uid).AddNumber(entry.gid);
    hash.Add(entry.link_target).AddNumber(entry.xattrs.size());
    for (const auto& [name, value] : entry.xattrs) hash.Add(name).Add(value);
    if (entry.kind != EntryKind::kFile) continue;
    absl::StatusOr<Digest> content = ContentOf(entry);
    if (!content.ok()) return content.status();
    hash.Add(content->bytes());
  }
  return hash.Finish();
}

std::optional<ImageLayer> LayerCache::Find(const Digest& key) const {
  absl::StatusOr<std::string> record = ReadFile(Concat(directory_, "/", key.hex()), kLargestRecord);
  if (!record.ok()) return std::nullopt;
  const std::vector<std::string> fields = absl::StrSplit(*record, ' ');
  if (fields.size() != 5) return std::nullopt;
  ImageLayer layer;
  layer.blob.media_type = fields[0];
  const absl::StatusOr<Digest> digest = DigestFromText(fields[1]);
  const absl::StatusOr<Digest> diff_id = DigestFromText(fields[3]);
  if (!digest.ok() || !diff_id.ok() || !absl::SimpleAtoi(fields[2], &layer.blob.size)) {
    return std::nullopt;
  }
  layer.blob.digest = *digest;
  layer.diff_id = *diff_id;
  if (RecordOf(layer) != *record) return std::nullopt;
  layer.path = BlobPathIn(directory_, layer.blob.digest);
  return layer;
}

absl::Status LayerCache::Store(const Digest& key, const ImageLayer& layer) const {
  const fs::path blob = BlobPathIn(directory_, layer.blob.digest);
  std::error_code error;
  fs::create_directories(blob.parent_path(), error);
  absl::StatusOr<TempDirectory> work =
      TempDirectory::Create(blob.parent_path().string(), ".unfinished-");
  if (!work.ok()) return work.status();
  const std::string copy = work->path() + "/blob";
  fs::copy_file(layer.path, copy, error);
  if (!error) fs::rename(copy, blob, error);
  if (error) {
    errno = error.value();
    return WriteFailed(blob.string(), "copy_file");
  }
  return WriteFileAtomically(Concat(directory_, "/", key.hex()), RecordOf(layer), 0644);
}

}  // namespace release::image

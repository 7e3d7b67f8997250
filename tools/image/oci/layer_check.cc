#include "tools/image/oci/layer_check.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/image/oci/descriptor.h"

namespace release::image {
namespace {

constexpr size_t kReadSize = 64 * 1024;

struct Closer {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, Closer>;

absl::Status NotTar(const std::string& path, archive* reader) {
  const char* reason = archive_error_string(reader);
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "OCI-LAYER-NOT-TAR",
                   .what = Concat(path, " is a layer that is not a tar archive"),
                   .why = reason == nullptr ? "it has no archive" : reason,
                   .fix = "take a base whose layers are tar archives, plain or with gzip or zstd"});
}

// Only the filters that the image format knows; libarchive's "all" would start programs.
int Open(archive* reader, const std::string& path) {
  archive_read_support_filter_gzip(reader);
  archive_read_support_filter_zstd(reader);
  return archive_read_open_filename(reader, path.c_str(), kReadSize);
}

bool LeadsOut(std::string_view name) {
  if (name.starts_with('/')) return true;
  for (size_t begin = 0; begin <= name.size();) {
    const size_t end = std::min(name.find('/', begin), name.size());
    if (name.substr(begin, end - begin) == "..") return true;
    begin = end + 1;
  }
  return false;
}

absl::Status CheckNames(const std::string& path) {
  const Reader reader(archive_read_new());
  archive_read_support_format_tar(reader.get());
  if (Open(reader.get(), path) != ARCHIVE_OK) return NotTar(path, reader.get());
  archive_entry* entry;
  int result;
  while ((result = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK ||
         result == ARCHIVE_WARN) {
    const char* name = archive_entry_pathname(entry);
    const char* link = archive_entry_hardlink(entry);
    if (name == nullptr || LeadsOut(name) || (link != nullptr && LeadsOut(link))) {
      return Diagnose(
          absl::StatusCode::kInvalidArgument,
          {.code = "OCI-LAYER-PATH",
           .what = Concat(path, " is a layer that leads out of its root"),
           .why = Concat("it names `", absl::CHexEscape(name == nullptr ? "" : name), "`",
                         link == nullptr ? "" : " as another name of `",
                         link == nullptr ? "" : absl::CHexEscape(link), link == nullptr ? "" : "`"),
           .fix = "do not use this base; its layers are damaged or hostile"});
    }
  }
  return result == ARCHIVE_EOF ? absl::OkStatus() : NotTar(path, reader.get());
}

}  // namespace

absl::StatusOr<Digest> CheckedDiffId(const std::string& path) {
  if (absl::Status status = CheckNames(path); !status.ok()) return status;
  const Reader reader(archive_read_new());
  archive_read_support_format_raw(reader.get());
  archive_entry* entry;
  if (Open(reader.get(), path) != ARCHIVE_OK ||
      archive_read_next_header(reader.get(), &entry) != ARCHIVE_OK) {
    return NotTar(path, reader.get());
  }
  Sha256 hash;
  std::vector<char> buffer(kReadSize);
  while (true) {
    const la_ssize_t count = archive_read_data(reader.get(), buffer.data(), buffer.size());
    if (count < 0) return NotTar(path, reader.get());
    if (count == 0) return hash.Finish();
    hash.Update({buffer.data(), static_cast<size_t>(count)});
  }
}

absl::Status CheckLayer(const std::string& path, const Digest& diff_id) {
  absl::StatusOr<Digest> found = CheckedDiffId(path);
  if (!found.ok()) return found.status();
  if (*found == diff_id) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kDataLoss,
                  {.code = "OCI-LAYER-DIFF-ID",
                   .what = Concat(path, " is not the layer that the configuration names"),
                   .why = Concat("the configuration names ", DigestText(diff_id),
                                 ", the archive is ", DigestText(*found)),
                   .fix = "get the image again from where it came"});
}

}  // namespace release::image

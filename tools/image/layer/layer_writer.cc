#include "tools/image/layer/layer_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/image/layer/gzip_blocks.h"
#include "tools/image/layer/tar_header.h"

namespace release::image {
namespace {

constexpr int64_t kMaxTime = 077777777777;

absl::Status Unreadable(const std::string& path) {
  return DiagnoseErrno(errno, {.code = "FILE-UNREADABLE",
                               .what = Concat("cannot read ", path),
                               .why = "read",
                               .fix = "make it a readable file"});
}

absl::Status Changed(const std::string& path, uint64_t size) {
  return Diagnose(absl::StatusCode::kAborted,
                  {.code = "LAYER-SOURCE-CHANGED",
                   .what = Concat(path, " changed while it was read"),
                   .why = Concat("it had ", size, " bytes when it was opened"),
                   .fix = "end what writes to the file, then build again"});
}

absl::Status AppendFile(const LayerEntry& entry, int64_t mtime, LayerStream& stream) {
  // Non-blocking, so that a pipe without a writer is refused and not waited for.
  absl::StatusOr<FileDescriptor> file = OpenFile(entry.source, O_RDONLY | O_NONBLOCK);
  if (!file.ok()) return file.status();
  struct stat info;
  if (fstat(file->get(), &info) != 0) return Unreadable(entry.source);
  if (!S_ISREG(info.st_mode)) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "LAYER-SPECIAL-FILE",
                     .what = Concat(entry.source, " cannot be the content of a file"),
                     .why = "it is not a regular file",
                     .fix = "name a regular file"});
  }
  posix_fadvise(file->get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  const auto size = static_cast<uint64_t>(info.st_size);
  if (absl::Status status = stream.Append(TarHeader(entry, size, mtime)); !status.ok()) {
    return status;
  }
  for (uint64_t left = size; left > 0;) {
    const LayerStream::Room room = stream.NextRoom();
    const ssize_t count = read(file->get(), room.data, std::min<uint64_t>(room.size, left));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Unreadable(entry.source);
    if (count == 0) return Changed(entry.source, size);
    if (absl::Status status = stream.Advance(static_cast<size_t>(count)); !status.ok()) {
      return status;
    }
    left -= static_cast<uint64_t>(count);
  }
  char more;
  if (read(file->get(), &more, 1) > 0) return Changed(entry.source, size);
  return stream.AppendZeros(TarPadding(size));
}

absl::Status AppendEntry(const LayerEntry& entry, int64_t mtime, LayerStream& stream) {
  const bool file = entry.kind == EntryKind::kFile;
  if (file && !entry.source.empty()) return AppendFile(entry, mtime, stream);
  const uint64_t size = file ? entry.bytes.size() : 0;
  if (absl::Status status = stream.Append(TarHeader(entry, size, mtime)); !status.ok()) {
    return status;
  }
  if (!file) return absl::OkStatus();
  if (absl::Status status = stream.Append(entry.bytes); !status.ok()) return status;
  return stream.AppendZeros(TarPadding(size));
}

}  // namespace

absl::StatusOr<LayerBlob> WriteLayer(std::vector<LayerEntry> entries, const LayerOptions& options,
                                     int fd) {
  if (options.mtime < 0 || options.mtime > kMaxTime) {
    return Diagnose(absl::StatusCode::kInvalidArgument,
                    {.code = "LAYER-MTIME",
                     .what = Concat("a layer's files cannot be of the time ", options.mtime),
                     .why = "the archive has room for seconds from 0 to 8589934591",
                     .fix = "give the seconds since 1970, or leave it out for 0"});
  }
  absl::StatusOr<std::vector<LayerEntry>> ordered = OrderedEntries(std::move(entries));
  if (!ordered.ok()) return ordered.status();
  LayerStream stream(fd, options.compression, options.threads);
  for (const LayerEntry& entry : *ordered) {
    if (absl::Status status = AppendEntry(entry, options.mtime, stream); !status.ok()) {
      return status;
    }
  }
  if (absl::Status status = stream.AppendZeros(2 * kTarBlock); !status.ok()) return status;
  return stream.Finish();
}

}  // namespace release::image

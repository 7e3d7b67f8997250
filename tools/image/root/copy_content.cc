#include "tools/image/root/copy_content.h"

#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/base/write_all.h"

namespace release::image {
namespace {

constexpr size_t kBuffer = 256 * 1024;
constexpr size_t kCopyAtOnce = size_t{1} << 30;

absl::Status Failed(const LayerEntry& file, const char* code, const char* call) {
  return DiagnoseErrno(errno, {.code = code,
                               .what = Concat("cannot copy the content of a file from ",
                                              file.source.empty() ? "memory" : file.source),
                               .why = call,
                               .fix = "look at the reason; the disk may be full"});
}

absl::Status Write(const LayerEntry& file, std::string_view bytes, int fd) {
  return WriteAll(fd, bytes) ? absl::OkStatus() : Failed(file, "FILE-UNWRITABLE", "write");
}

// Within the kernel, where both file systems can: what is copied so far stays in any case.
void CopyInKernel(int from, int to) {
  while (copy_file_range(from, nullptr, to, nullptr, kCopyAtOnce, 0) > 0) {
  }
}

}  // namespace

absl::Status CopyContent(const LayerEntry& file, int fd) {
  if (file.source.empty()) return Write(file, file.bytes, fd);
  const absl::StatusOr<FileDescriptor> from = OpenFile(file.source);
  if (!from.ok()) return from.status();
  CopyInKernel(from->get(), fd);
  std::vector<char> buffer(kBuffer);
  while (true) {
    const ssize_t count = read(from->get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed(file, "FILE-UNREADABLE", "read");
    if (count == 0) return absl::OkStatus();
    const std::string_view bytes(buffer.data(), static_cast<size_t>(count));
    if (absl::Status status = Write(file, bytes, fd); !status.ok()) return status;
  }
}

}  // namespace release::image

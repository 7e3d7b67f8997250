#include "tools/image/archive/compressed.h"

#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

using namespace std::string_view_literals;

constexpr std::array<std::pair<std::string_view, Compressed>, 4> kMagic{{
    {"\x1f\x8b\x08"sv, Compressed::kGzip},
    {"BZh"sv, Compressed::kBzip2},
    {"\xfd\x37\x7a\x58\x5a\x00"sv, Compressed::kXz},
    {"\x28\xb5\x2f\xfd"sv, Compressed::kZstd},
}};

// A zstd stream may begin with a frame that is not data: magic 0x184D2A50 to 0x184D2A5F.
bool IsSkippableFrame(std::string_view head) {
  return head.size() >= 4 && (head[0] & '\xf0') == '\x50' && head.substr(1, 3) == "\x2a\x4d\x18"sv;
}

}  // namespace

absl::StatusOr<Compressed> CompressedHow(const std::string& file) {
  absl::StatusOr<FileDescriptor> descriptor = OpenFile(file);
  if (!descriptor.ok()) return descriptor.status();
  std::array<char, 8> buffer;
  const ssize_t count = pread(descriptor->get(), buffer.data(), buffer.size(), 0);
  if (count < 0) {
    return DiagnoseErrno(errno, {.code = "FILE-UNREADABLE",
                                 .what = Concat("cannot read ", file),
                                 .why = "read",
                                 .fix = "make it a readable file"});
  }
  const std::string_view head(buffer.data(), static_cast<size_t>(count));
  for (const auto& [magic, how] : kMagic) {
    if (head.starts_with(magic)) return how;
  }
  return IsSkippableFrame(head) ? Compressed::kZstd : Compressed::kNot;
}

}  // namespace release::image

#include "tools/image/archive/tar_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/image/archive/archive_limits.h"

namespace release::image {
namespace {

constexpr size_t kReadSize = 64 * 1024;

int FilterOf(Compressed compressed) {
  switch (compressed) {
    case Compressed::kNot:
      return ARCHIVE_FILTER_NONE;
    case Compressed::kGzip:
      return ARCHIVE_FILTER_GZIP;
    case Compressed::kBzip2:
      return ARCHIVE_FILTER_BZIP2;
    case Compressed::kXz:
      return ARCHIVE_FILTER_XZ;
    case Compressed::kZstd:
      return ARCHIVE_FILTER_ZSTD;
  }
  return ARCHIVE_FILTER_NONE;
}

std::string TextOf(const char* text) { return text == nullptr ? std::string() : text; }

std::string_view SpecialKind(mode_t type) {
  if (type == AE_IFCHR) return "a character device";
  if (type == AE_IFBLK) return "a block device";
  if (type == AE_IFIFO) return "a pipe";
  if (type == AE_IFSOCK) return "a socket";
  if (type == AE_IFREG || type == AE_IFDIR || type == AE_IFLNK) return "";
  return "of an unknown kind";
}

// False for a name that a layer cannot express.
bool ReadXattrs(archive_entry* from, LayerEntry& entry) {
  const char* name;
  const void* value;
  size_t size;
  archive_entry_xattr_reset(from);
  while (archive_entry_xattr_next(from, &name, &value, &size) == ARCHIVE_OK) {
    if (name == nullptr || *name == '\0' || std::strchr(name, '=') != nullptr) return false;
    entry.xattrs[name] = std::string(static_cast<const char*>(value), size);
  }
  return true;
}

TarMember MemberOf(archive_entry* from) {
  TarMember member;
  LayerEntry& entry = member.entry;
  entry.path = TextOf(archive_entry_pathname(from));
  entry.mode = static_cast<uint32_t>(archive_entry_perm(from)) & 07777U;
  if (const char* target = archive_entry_hardlink(from); target != nullptr) {
    entry.kind = EntryKind::kHardlink;
    entry.link_target = target;
  } else {
    const mode_t type = archive_entry_filetype(from);
    member.special = SpecialKind(type);
    member.overlay_whiteout = type == AE_IFCHR && archive_entry_rdev(from) == 0;
    if (type == AE_IFDIR) entry.kind = EntryKind::kDirectory;
    if (type == AE_IFLNK) {
      entry.kind = EntryKind::kSymlink;
      entry.link_target = TextOf(archive_entry_symlink(from));
    }
    if (type == AE_IFREG) member.size = static_cast<uint64_t>(archive_entry_size(from));
  }
  return member;
}

absl::Status Unwritable(std::string_view name) {
  return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                               .what = Concat("cannot unpack a file of ", name),
                               .why = "write",
                               .fix = "make room for the archive's content"});
}

absl::Status WriteAt(int fd, std::string_view bytes, int64_t offset, std::string_view name) {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(fd, bytes.data(), bytes.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Unwritable(name);
    bytes.remove_prefix(static_cast<size_t>(count));
    offset += count;
  }
  return absl::OkStatus();
}

}  // namespace

TarReader::TarReader(Source source, archive* reader)
    : source_(std::move(source)), reader_(reader) {}
TarReader::TarReader(TarReader&&) noexcept = default;
TarReader& TarReader::operator=(TarReader&&) noexcept = default;
TarReader::~TarReader() = default;
void TarReader::Closer::operator()(archive* reader) const { archive_read_free(reader); }

absl::StatusOr<TarReader> TarReader::Open(Source source, Compressed compressed) {
  TarReader result(std::move(source), archive_read_new());
  archive* const reader = result.reader_.get();
  // One decompression, the one that is told: left to itself libarchive would take a tar out of a
  // file that is compressed twice, and could start programs.
  if (archive_read_support_format_tar(reader) != ARCHIVE_OK ||
      archive_read_append_filter(reader, FilterOf(compressed)) != ARCHIVE_OK ||
      archive_read_open_filename(reader, result.source_.file.c_str(), kReadSize) != ARCHIVE_OK) {
    return result.Broken();
  }
  return result;
}

absl::StatusOr<std::optional<TarMember>> TarReader::Next() {
  archive_entry* from;
  // A warning is about a name that is no UTF-8, and the name is there.
  const int found = archive_read_next_header(reader_.get(), &from);
  if (found == ARCHIVE_EOF) return std::nullopt;
  if (found != ARCHIVE_OK && found != ARCHIVE_WARN) return Broken();
  TarMember member = MemberOf(from);
  member_ = member.entry.path;
  size_ = member.size;
  member.ordinal = next_ordinal_++;
  const int64_t uid = archive_entry_uid(from);
  const int64_t gid = archive_entry_gid(from);
  constexpr int64_t kMaxId = std::numeric_limits<uint32_t>::max();
  if (uid < 0 || gid < 0 || uid > kMaxId || gid > kMaxId || archive_entry_size(from) < 0 ||
      !ReadXattrs(from, member.entry)) {
    archive_set_error(reader_.get(), EINVAL, "an owner, a size or an attribute's name cannot be");
    return Broken();
  }
  member.entry.uid = static_cast<uint32_t>(uid);
  member.entry.gid = static_cast<uint32_t>(gid);
  if (absl::Status status = CountText(member.entry); !status.ok()) return status;
  return member;
}

absl::Status TarReader::Extract(int fd) {
  while (true) {
    const void* block;
    size_t size;
    int64_t offset;
    const int got = archive_read_data_block(reader_.get(), &block, &size, &offset);
    if (got == ARCHIVE_EOF) break;
    if (got != ARCHIVE_OK && got != ARCHIVE_WARN) return Broken();
    const std::string_view bytes(static_cast<const char*>(block), size);
    if (absl::Status status = WriteAt(fd, bytes, offset, source_.name); !status.ok()) return status;
  }
  if (ftruncate(fd, static_cast<off_t>(size_)) != 0) return Unwritable(source_.name);
  return absl::OkStatus();
}

absl::Status TarReader::Broken() const {
  const char* reason = archive_error_string(reader_.get());
  return Diagnose(
      absl::StatusCode::kInvalidArgument,
      {.code = source_.broken_code,
       .what = Concat(source_.name, " is no whole tar archive"),
       .why = Concat(reason == nullptr ? "it has no archive" : absl::CHexEscape(reason),
                     next_ordinal_ == 0 ? std::string()
                                        : Concat("; the last member found is `",
                                                 absl::CHexEscape(member_.substr(0, 300)), "`")),
       .fix = "make the archive again, or get it again from where it came"});
}

absl::Status TarReader::CountText(const LayerEntry& entry) {
  text_ += entry.path.size() + entry.link_target.size();
  for (const auto& [name, value] : entry.xattrs) text_ += name.size() + value.size();
  if (next_ordinal_ <= kMaxMembers && text_ <= kMaxMemberText) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kResourceExhausted,
                  {.code = "ARCHIVE-TOO-LARGE",
                   .what = Concat(source_.name, " has too many members"),
                   .why = Concat("an archive may have ", kMaxMembers, " members, with ",
                                 kMaxMemberText, " bytes of names and attributes"),
                   .fix = "split the archive"});
}

absl::Status ExtractToFile(TarReader& reader, const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.valid()) return Unwritable(path);
  return reader.Extract(file.get());
}

}  // namespace release::image

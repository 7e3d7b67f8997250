#include "tools/image/layer/tar_header.h"

#include <cstring>
#include <string>
#include <string_view>

#include "tools/base/text.h"

namespace release::image {
namespace {

// POSIX.1-2017, pax, "ustar Interchange Format".
struct Header {
  char name[100];
  char mode[8];
  char uid[8];
  char gid[8];
  char size[12];
  char mtime[12];
  char checksum[8];
  char type;
  char link[100];
  char magic[6];
  char version[2];
  char user[32];
  char group[32];
  char device_major[8];
  char device_minor[8];
  char prefix[155];
  char unused[12];
};
static_assert(sizeof(Header) == kTarBlock);

constexpr uint64_t kMaxOctal7 = 07777777;
constexpr uint64_t kMaxOctal11 = 077777777777;

// Digits with leading zeros, and a NUL at the end. What does not fit stands in the pax header, and
// here is 0.
template <size_t N>
void PutOctal(char (&field)[N], uint64_t value) {
  if ((value >> (3 * (N - 1))) != 0) value = 0;
  field[N - 1] = '\0';
  for (size_t i = N - 1; i-- > 0; value >>= 3) field[i] = static_cast<char>('0' + (value & 7));
}

template <size_t N>
void PutText(char (&field)[N], std::string_view text) {
  text.copy(field, N);
}

char TypeOf(EntryKind kind) {
  switch (kind) {
    case EntryKind::kDirectory:
      return '5';
    case EntryKind::kSymlink:
      return '2';
    case EntryKind::kHardlink:
      return '1';
    default:
      return '0';
  }
}

std::string Block(std::string_view name, char type, uint32_t mode, uint64_t uid, uint64_t gid,
                  uint64_t size, int64_t mtime, std::string_view link) {
  Header header{};
  PutText(header.name, name);
  PutOctal(header.mode, mode);
  PutOctal(header.uid, uid);
  PutOctal(header.gid, gid);
  PutOctal(header.size, size);
  PutOctal(header.mtime, static_cast<uint64_t>(mtime));
  std::memset(header.checksum, ' ', sizeof(header.checksum));
  header.type = type;
  PutText(header.link, link);
  PutText(header.magic, std::string_view("ustar\0", 6));
  PutText(header.version, "00");
  PutOctal(header.device_major, 0);
  PutOctal(header.device_minor, 0);
  std::string block(reinterpret_cast<const char*>(&header), sizeof(header));
  uint64_t sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  char digits[7];
  PutOctal(digits, sum);
  block.replace(offsetof(Header, checksum), sizeof(digits), digits, sizeof(digits));
  return block;
}

// "LENGTH KEY=VALUE\n", where LENGTH counts its own digits too.
void AddRecord(std::string& records, std::string_view key, std::string_view value) {
  const size_t rest = key.size() + value.size() + 3;
  size_t length = rest + 1;
  while (rest + std::to_string(length).size() != length) ++length;
  AppendTo(records, length, " ", key, "=", value, "\n");
}

}  // namespace

std::string TarHeader(const LayerEntry& entry, uint64_t size, int64_t mtime) {
  std::string name = ArchiveName(entry);
  if (entry.kind == EntryKind::kDirectory) name += '/';
  const bool link = entry.kind == EntryKind::kSymlink || entry.kind == EntryKind::kHardlink;
  const std::string_view target = link ? std::string_view(entry.link_target) : std::string_view();

  std::string records;
  if (entry.gid > kMaxOctal7) AddRecord(records, "gid", std::to_string(entry.gid));
  if (target.size() > sizeof(Header::link)) AddRecord(records, "linkpath", target);
  if (name.size() > sizeof(Header::name)) AddRecord(records, "path", name);
  if (size > kMaxOctal11) AddRecord(records, "size", std::to_string(size));
  if (entry.uid > kMaxOctal7) AddRecord(records, "uid", std::to_string(entry.uid));
  for (const auto& [key, value] : entry.xattrs) {
    AddRecord(records, Concat("SCHILY.xattr.", key), value);
  }

  std::string result;
  if (!records.empty()) {
    result = Block("././@PaxHeader", 'x', 0644, 0, 0, records.size(), mtime, "");
    result += records;
    result.append(TarPadding(records.size()), '\0');
  }
  result += Block(name, TypeOf(entry.kind), entry.mode, entry.uid, entry.gid, size, mtime, target);
  return result;
}

}  // namespace release::image

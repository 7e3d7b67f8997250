#include "tools/image/build/program_file.h"

#include <elf.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

constexpr size_t kBeginning = sizeof(Elf64_Ehdr);

// A value of the file, in this machine's order: images are built for machines of the same one.
template <typename T>
bool Read(std::string_view bytes, uint64_t at, T& value) {
  if (at > bytes.size() || bytes.size() - at < sizeof(T)) return false;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return true;
}

template <typename Header>
bool IsElfProgram(std::string_view bytes) {
  Header header;
  if (!Read(bytes, 0, header)) return false;
  return header.e_type == ET_EXEC || (header.e_type == ET_DYN && header.e_entry != 0);
}

}  // namespace

bool IsProgram(std::string_view bytes) {
  if (bytes.starts_with("#!")) return true;
  if (!bytes.starts_with(std::string_view(ELFMAG, SELFMAG)) || bytes.size() <= EI_CLASS) {
    return false;
  }
  return bytes[EI_CLASS] == ELFCLASS64 ? IsElfProgram<Elf64_Ehdr>(bytes)
                                       : IsElfProgram<Elf32_Ehdr>(bytes);
}

absl::StatusOr<bool> IsProgramFile(const std::string& path) {
  absl::StatusOr<FileDescriptor> file = OpenFile(path);
  if (!file.ok()) return file.status();
  std::string bytes(kBeginning, '\0');
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t count = read(file->get(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return DiagnoseErrno(errno, {.code = "FILE-UNREADABLE",
                                   .what = Concat("cannot read ", path),
                                   .why = "read failed",
                                   .fix = "check the file"});
    }
    if (count == 0) break;
    size += static_cast<size_t>(count);
  }
  return IsProgram(std::string_view(bytes).substr(0, size));
}

}  // namespace release::image

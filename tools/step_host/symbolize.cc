#include "tools/step_host/symbolize.h"

#include <cxxabi.h>
#include <elf.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/file_descriptor.h"

namespace release {
namespace {

// A file mapped for reading. Reads outside of it fail instead of faulting.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path) {
    absl::StatusOr<FileDescriptor> fd = OpenFile(path);
    struct stat status;
    if (!fd.ok() || fstat(fd->get(), &status) != 0 || status.st_size <= 0) return;
    size_ = static_cast<size_t>(status.st_size);
    void* mapped = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd->get(), 0);
    if (mapped != MAP_FAILED) data_ = static_cast<const char*>(mapped);
  }
  ~MappedFile() {
    if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  template <typename T>
  std::optional<T> At(uint64_t offset) const {
    if (data_ == nullptr || offset > size_ || size_ - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, data_ + offset, sizeof(T));
    return value;
  }

  // The NUL-terminated text at `offset`; empty when there is none.
  std::string TextAt(uint64_t offset) const {
    if (data_ == nullptr || offset >= size_) return "";
    const void* end = std::memchr(data_ + offset, '\0', size_ - offset);
    if (end == nullptr) return "";
    return std::string(data_ + offset, static_cast<const char*>(end));
  }

 private:
  const char* data_ = nullptr;
  size_t size_ = 0;
};

std::vector<Elf64_Shdr> Sections(const MappedFile& file) {
  const std::optional<Elf64_Ehdr> header = file.At<Elf64_Ehdr>(0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
      header->e_shentsize != sizeof(Elf64_Shdr)) {
    return {};
  }
  std::vector<Elf64_Shdr> sections;
  for (uint64_t i = 0; i < header->e_shnum; ++i) {
    std::optional<Elf64_Shdr> section =
        file.At<Elf64_Shdr>(header->e_shoff + i * sizeof(Elf64_Shdr));
    if (!section) return {};
    sections.push_back(*section);
  }
  return sections;
}

std::string Demangled(const std::string& name) {
  int failed = 0;
  std::unique_ptr<char, void (*)(void*)> readable(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &failed), std::free);
  return failed == 0 && readable != nullptr ? readable.get() : name;
}

std::optional<std::string> FunctionIn(const MappedFile& file, const Elf64_Shdr& symbols,
                                      const Elf64_Shdr& names, uint64_t offset) {
  for (uint64_t i = 0; i < symbols.sh_size / sizeof(Elf64_Sym); ++i) {
    const std::optional<Elf64_Sym> symbol =
        file.At<Elf64_Sym>(symbols.sh_offset + i * sizeof(Elf64_Sym));
    if (!symbol) return std::nullopt;
    if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_shndx == SHN_UNDEF) continue;
    if (offset < symbol->st_value || offset - symbol->st_value >= symbol->st_size) continue;
    const std::string name = file.TextAt(names.sh_offset + symbol->st_name);
    if (!name.empty()) return Demangled(name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> SymbolAt(const std::string& path, uint64_t offset) {
  const MappedFile file(path);
  const std::vector<Elf64_Shdr> sections = Sections(file);
  for (const Elf64_Word kind : {SHT_SYMTAB, SHT_DYNSYM}) {
    for (const Elf64_Shdr& section : sections) {
      if (section.sh_type != kind || section.sh_link >= sections.size()) continue;
      std::optional<std::string> name =
          FunctionIn(file, section, sections[section.sh_link], offset);
      if (name) return name;
    }
  }
  return std::nullopt;
}

}  // namespace release

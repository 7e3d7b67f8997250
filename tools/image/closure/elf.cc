#include "tools/image/closure/elf.h"

#include <elf.h>

#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_split.h"
#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"

namespace release::image {
namespace {

// More than any program has; they bound what a made-up file can cost.
constexpr size_t kLongestName = 4095;
constexpr size_t kMostNeeded = 4096;

absl::Status Refuse(const char* code, std::string_view name, std::string_view why,
                    std::string_view fix) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = code,
                   .what = PrintableLine(Concat(name, " is not a program that can be followed")),
                   .why = PrintableLine(why),
                   .fix = std::string(fix)});
}

// Little-endian structures are read as they are: so is the machine that runs this.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

class Reader {
 public:
  Reader(std::string_view bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  absl::StatusOr<ElfFile> Read() {
    if (!LooksLikeElf(bytes_)) {
      return Refuse("ELF-NOT-ELF", name_, "it does not begin with the ELF magic number",
                    "name a compiled executable");
    }
    const auto header = At<Elf64_Ehdr>(0);
    if (!header.has_value()) return Broken("the header");
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
        (header->e_type != ET_EXEC && header->e_type != ET_DYN)) {
      return Refuse("ELF-KIND", name_,
                    "it is not an executable or shared object of 64 bits, little endian",
                    "build it for linux/amd64 or linux/arm64");
    }
    file_.machine = header->e_machine;
    if (absl::Status read = ReadSegments(*header); !read.ok()) return read;
    if (dynamic_.has_value()) {
      if (absl::Status read = ReadDynamic(*dynamic_); !read.ok()) return read;
    }
    return std::move(file_);
  }

 private:
  template <typename T>
  std::optional<T> At(uint64_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return value;
  }

  absl::Status Broken(std::string_view part) const {
    return Refuse("ELF-BROKEN", name_, Concat(part, " is not inside the file"), "build it again");
  }

  // The text that begins at `offset` and ends with a NUL before `offset + most`.
  std::optional<std::string> TextAt(uint64_t offset, uint64_t most) const {
    if (offset >= bytes_.size()) return std::nullopt;
    const std::string_view rest = bytes_.substr(offset, std::min<uint64_t>(most, kLongestName + 1));
    const size_t end = rest.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    return std::string(rest.substr(0, end));
  }

  absl::Status ReadSegments(const Elf64_Ehdr& header) {
    if (header.e_phnum != 0 && header.e_phentsize != sizeof(Elf64_Phdr)) {
      return Broken("an entry of the program headers");
    }
    for (uint64_t i = 0; i < header.e_phnum; ++i) {
      const uint64_t offset = header.e_phoff + i * sizeof(Elf64_Phdr);
      const auto segment = At<Elf64_Phdr>(offset);
      if (!segment.has_value() || offset < header.e_phoff) return Broken("a program header");
      if (segment->p_type == PT_LOAD) loads_.push_back(*segment);
      if (segment->p_type == PT_DYNAMIC) dynamic_ = *segment;
      if (segment->p_type == PT_INTERP) {
        auto text = TextAt(segment->p_offset, segment->p_filesz);
        if (!text.has_value()) return Broken("the interpreter's name");
        file_.interpreter = *std::move(text);
      }
    }
    return absl::OkStatus();
  }

  // Where the loader's address lies in the file.
  std::optional<uint64_t> OffsetOf(uint64_t address) const {
    for (const Elf64_Phdr& load : loads_) {
      if (address >= load.p_vaddr && address - load.p_vaddr < load.p_filesz) {
        const uint64_t offset = load.p_offset + (address - load.p_vaddr);
        if (offset >= load.p_offset) return offset;
      }
    }
    return std::nullopt;
  }

  absl::Status ReadDynamic(const Elf64_Phdr& segment) {
    std::vector<uint64_t> needed;
    std::optional<uint64_t> soname, rpath, runpath;
    uint64_t strings = 0, strings_size = 0;
    for (uint64_t i = 0; i < segment.p_filesz / sizeof(Elf64_Dyn); ++i) {
      const uint64_t offset = segment.p_offset + i * sizeof(Elf64_Dyn);
      const auto entry = At<Elf64_Dyn>(offset);
      if (!entry.has_value() || offset < segment.p_offset) return Broken("the dynamic section");
      if (entry->d_tag == DT_NULL) break;
      const uint64_t value = entry->d_un.d_val;
      if (entry->d_tag == DT_NEEDED) needed.push_back(value);
      if (entry->d_tag == DT_SONAME) soname = value;
      if (entry->d_tag == DT_RPATH) rpath = value;
      if (entry->d_tag == DT_RUNPATH) runpath = value;
      if (entry->d_tag == DT_STRTAB) strings = value;
      if (entry->d_tag == DT_STRSZ) strings_size = value;
    }
    if (needed.size() > kMostNeeded) return Broken("the list of needed libraries");
    const uint64_t start = OffsetOf(strings).value_or(bytes_.size());
    const auto name_at = [&](uint64_t index) -> std::optional<std::string> {
      if (index >= strings_size || index >= bytes_.size() || start >= bytes_.size()) {
        return std::nullopt;
      }
      return TextAt(start + index, strings_size - index);
    };
    for (const uint64_t index : needed) {
      auto name = name_at(index);
      if (!name.has_value()) return Broken("the name of a needed library");
      file_.needed.push_back(*std::move(name));
    }
    if (soname.has_value()) {
      auto name = name_at(*soname);
      if (!name.has_value()) return Broken("its own name (SONAME)");
      file_.soname = *std::move(name);
    }
    if (const auto path = runpath.has_value() ? runpath : rpath; path.has_value()) {
      const auto text = name_at(*path);
      if (!text.has_value()) return Broken("its search path (RUNPATH)");
      file_.search_path = absl::StrSplit(*text, ':');
    }
    return absl::OkStatus();
  }

  const std::string_view bytes_;
  const std::string_view name_;
  ElfFile file_;
  std::vector<Elf64_Phdr> loads_;
  std::optional<Elf64_Phdr> dynamic_;
};

}  // namespace

bool LooksLikeElf(std::string_view bytes) {
  return bytes.substr(0, SELFMAG) == std::string_view(ELFMAG, SELFMAG);
}

absl::StatusOr<ElfFile> ParseElf(std::string_view bytes, std::string_view name) {
  return Reader(bytes, name).Read();
}

}  // namespace release::image

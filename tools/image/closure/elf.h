// What the dynamic loader reads of an ELF file: which other files it asks for.
#ifndef RELEASE_TOOLS_IMAGE_CLOSURE_ELF_H_
#define RELEASE_TOOLS_IMAGE_CLOSURE_ELF_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace release::image {

inline constexpr uint16_t kMachineX86_64 = 62;
inline constexpr uint16_t kMachineAarch64 = 183;

struct ElfFile {
  uint16_t machine = 0;                  // e_machine
  std::string interpreter = {};          // PT_INTERP; empty: none
  std::string soname = {};               // DT_SONAME; empty: none
  std::vector<std::string> needed = {};  // DT_NEEDED, in order
  // DT_RUNPATH, or DT_RPATH where there is none, taken apart at colons.
  std::vector<std::string> search_path = {};
};

// Whether the bytes begin as an ELF file does.
bool LooksLikeElf(std::string_view bytes);

// Reads an executable or shared object of 64 bits, little endian. Every offset is checked against
// the file's size and no file costs more than a few times its size, so it may come from anybody.
// `name` is for messages. Errors, INVALID_ARGUMENT: ELF-NOT-ELF, ELF-KIND (32 bits, big endian, an
// object file), ELF-BROKEN (which part points out of the file).
absl::StatusOr<ElfFile> ParseElf(std::string_view bytes, std::string_view name);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CLOSURE_ELF_H_

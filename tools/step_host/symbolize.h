// Names the function that an address of an ELF file belongs to.
#ifndef RELEASE_TOOLS_STEP_HOST_SYMBOLIZE_H_
#define RELEASE_TOOLS_STEP_HOST_SYMBOLIZE_H_

#include <cstdint>
#include <optional>
#include <string>

namespace release {

// The demangled name of the function of `file` that covers `offset` (an address as `nm` shows it,
// see crash_line.h), from .symtab, or from .dynsym where there is none. Absent when the file is no
// 64-bit ELF file of this machine, or no function covers the offset.
std::optional<std::string> SymbolAt(const std::string& file, uint64_t offset);

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_SYMBOLIZE_H_

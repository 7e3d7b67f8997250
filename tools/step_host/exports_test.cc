// step_host exports nothing that a plugin's libraries could bind to: two visible copies of protobuf
// or gRPC in one process abort. Reads the dynamic symbol table of the built file.
#include <elf.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "tools/base/files.h"

namespace release {
namespace {

// Names of the symbols that `file` defines for others.
std::vector<std::string> ExportsOf(const std::string& file) {
  const std::string bytes = ReadFile(file, 64 << 20).value_or("");
  std::vector<std::string> names;
  Elf64_Ehdr header;
  if (bytes.size() < sizeof(header)) return names;
  std::memcpy(&header, bytes.data(), sizeof(header));
  auto section = [&](size_t index) {
    Elf64_Shdr found;
    std::memcpy(&found, bytes.data() + header.e_shoff + index * sizeof(found), sizeof(found));
    return found;
  };
  for (size_t i = 0; i < header.e_shnum; ++i) {
    const Elf64_Shdr symbols = section(i);
    if (symbols.sh_type != SHT_DYNSYM) continue;
    const Elf64_Shdr strings = section(symbols.sh_link);
    for (size_t at = 0; at < symbols.sh_size; at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol;
      std::memcpy(&symbol, bytes.data() + symbols.sh_offset + at, sizeof(symbol));
      if (symbol.st_shndx == SHN_UNDEF) continue;
      names.emplace_back(bytes.data() + strings.sh_offset + symbol.st_name);
    }
  }
  return names;
}

TEST(ExportsTest, TheHostExportsNoProtobufGrpcAbseilOrOwnSymbol) {
  const std::vector<std::string> exports = ExportsOf(std::getenv("RELEASE_STEP_HOST"));
  EXPECT_FALSE(exports.empty()) << "not even the copies of libstdc++'s data: was anything read?";
  for (const std::string& name : exports) {
    for (const char* forbidden : {"google", "protobuf", "grpc", "absl", "release", "upb", "re2"}) {
      EXPECT_FALSE(absl::StrContains(name, forbidden)) << name;
    }
  }
}

TEST(ExportsTest, APluginExportsItsEntryAlone) {
  EXPECT_EQ(ExportsOf(std::getenv("RELEASE_PLUGIN")),
            std::vector<std::string>{"release_step_plugin_v1"});
}

}  // namespace
}  // namespace release

// What plugin_shared_object makes, looked at from outside and loaded into a static host.
#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/deps/selftest/greeter.h"

namespace release::deps_selftest {
namespace {

constexpr char kPlugin[] = "tools/deps/selftest/plugin.so";

struct Dynamic {
  std::set<std::string> exported;
  std::set<std::string> needed;
  bool has_run_path = false;
};

// Reads the dynamic section of an ELF file by its section headers.
Dynamic ReadDynamic(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> bytes((std::istreambuf_iterator<char>(in)), {});
  Dynamic result;
  if (bytes.size() < sizeof(Elf64_Ehdr)) return result;
  const auto* header = reinterpret_cast<const Elf64_Ehdr*>(bytes.data());
  const auto* sections = reinterpret_cast<const Elf64_Shdr*>(bytes.data() + header->e_shoff);
  for (int i = 0; i < header->e_shnum; ++i) {
    const Elf64_Shdr& section = sections[i];
    const char* strings = bytes.data() + sections[section.sh_link].sh_offset;
    const char* begin = bytes.data() + section.sh_offset;
    if (section.sh_type == SHT_DYNSYM) {
      const auto* symbols = reinterpret_cast<const Elf64_Sym*>(begin);
      for (size_t n = 1; n < section.sh_size / sizeof(Elf64_Sym); ++n) {
        if (symbols[n].st_shndx != SHN_UNDEF) result.exported.insert(strings + symbols[n].st_name);
      }
    } else if (section.sh_type == SHT_DYNAMIC) {
      const auto* entries = reinterpret_cast<const Elf64_Dyn*>(begin);
      for (size_t n = 0; n < section.sh_size / sizeof(Elf64_Dyn); ++n) {
        if (entries[n].d_tag == DT_NEEDED) result.needed.insert(strings + entries[n].d_un.d_val);
        if (entries[n].d_tag == DT_RUNPATH || entries[n].d_tag == DT_RPATH) {
          result.has_run_path = true;
        }
      }
    }
  }
  return result;
}

TEST(PluginSharedObjectTest, ExportsOneSymbol) {
  EXPECT_EQ(ReadDynamic(kPlugin).exported, std::set<std::string>{"release_step_plugin_v1"});
}

TEST(PluginSharedObjectTest, NeedsTheSharedProtobufAndNoGrpc) {
  const Dynamic dynamic = ReadDynamic(kPlugin);
  EXPECT_EQ(dynamic.needed.count("libprotobuf.so.32"), 1u);
  for (const std::string& name : dynamic.needed) {
    EXPECT_EQ(name.find("grpc"), std::string::npos) << name;
  }
  EXPECT_FALSE(dynamic.has_run_path);
}

TEST(PluginSharedObjectTest, WorksInsideAStaticHostThatUsesTheSameMessages) {
  deps::selftest::GreetRequest request;
  request.set_name("Ada");
  ASSERT_TRUE(Greet(request).ok());
  void* handle = dlopen(kPlugin, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(handle, nullptr) << dlerror();
  using Entry = int (*)(int);
  Entry entry = nullptr;
  void* symbol = dlsym(handle, "release_step_plugin_v1");
  std::memcpy(&entry, &symbol, sizeof(entry));
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry(7), 7);
  EXPECT_EQ(entry(0), -1);
  EXPECT_TRUE(Greet(request).ok());
}

TEST(StaticHostTest, ExportsNoSymbolOfProtobufGrpcAbslOrOurs) {
  for (const std::string& name : ReadDynamic("/proc/self/exe").exported) {
    for (const char* word : {"protobuf", "grpc", "absl", "release"}) {
      EXPECT_EQ(name.find(word), std::string::npos) << name;
    }
  }
}

}  // namespace
}  // namespace release::deps_selftest

// The reader of ELF files: what it reads of real ones, and that no bytes bring it down.
#include "tools/image/closure/elf.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"

namespace release::image {
namespace {

std::string Program() {
  absl::StatusOr<std::string> bytes = ReadFile(getenv("PROGRAM"), 64 << 20);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.value_or("");
}

std::string Runtime(const std::string& name) {
  std::istringstream paths(getenv("RUNTIME"));
  for (std::string path; paths >> path;) {
    if (path.ends_with("/" + name)) return ReadFile(path, 64 << 20).value_or("");
  }
  ADD_FAILURE() << name << " is not there";
  return "";
}

std::string CodeOf(const std::string& bytes) {
  const absl::StatusOr<ElfFile> file = ParseElf(bytes, "x");
  return file.ok() ? "" : DiagnosisOf(file.status()).code();
}

TEST(ElfTest, AProgramNamesItsLoaderAndWhatItNeeds) {
  const absl::StatusOr<ElfFile> file = ParseElf(Program(), "program");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->machine, kMachineX86_64);
  EXPECT_EQ(file->interpreter, "/lib64/ld-linux-x86-64.so.2");
  EXPECT_EQ(file->soname, "");
  EXPECT_EQ(std::count(file->needed.begin(), file->needed.end(), "libpq.so.5"), 1);
  EXPECT_EQ(std::count(file->needed.begin(), file->needed.end(), "libstdc++.so.6"), 1);
}

TEST(ElfTest, ALibraryNamesItself) {
  const absl::StatusOr<ElfFile> file = ParseElf(Runtime("libc.so.6"), "libc.so.6");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->soname, "libc.so.6");
  EXPECT_EQ(file->needed, std::vector<std::string>{"ld-linux-x86-64.so.2"});
}

TEST(ElfTest, OtherFilesAreToldApart) {
  EXPECT_EQ(CodeOf(""), "ELF-NOT-ELF");
  EXPECT_EQ(CodeOf("#!/bin/sh\n"), "ELF-NOT-ELF");
  EXPECT_EQ(CodeOf("\x7f"
                   "ELF"),
            "ELF-BROKEN");
  std::string bytes = Program();
  bytes[EI_CLASS] = ELFCLASS32;
  EXPECT_EQ(CodeOf(bytes), "ELF-KIND");
  bytes = Program();
  bytes[offsetof(Elf64_Ehdr, e_type)] = ET_REL;
  EXPECT_EQ(CodeOf(bytes), "ELF-KIND");
}

TEST(ElfTest, OffsetsOutsideTheFileAreRefused) {
  const std::string program = Program();
  EXPECT_EQ(CodeOf(program.substr(0, sizeof(Elf64_Ehdr))), "ELF-BROKEN");
  for (const uint64_t offset : {~uint64_t{0}, ~uint64_t{0} - 56, uint64_t{1} << 40}) {
    std::string bytes = program;
    std::memcpy(bytes.data() + offsetof(Elf64_Ehdr, e_phoff), &offset, sizeof offset);
    EXPECT_EQ(CodeOf(bytes), "ELF-BROKEN") << offset;
  }
}

// Every field of the headers and of the dynamic section with values that lie in wait.
TEST(ElfTest, NoSingleFieldBringsItDown) {
  const std::string program = Program();
  Elf64_Ehdr header;
  std::memcpy(&header, program.data(), sizeof header);
  std::vector<std::pair<uint64_t, uint64_t>> ranges{
      {0, sizeof header}, {header.e_phoff, header.e_phnum * sizeof(Elf64_Phdr)}};
  for (uint64_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, program.data() + header.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type == PT_DYNAMIC) ranges.emplace_back(segment.p_offset, segment.p_filesz);
  }
  ASSERT_EQ(ranges.size(), 3u);
  size_t refused = 0;
  for (const auto& [start, size] : ranges) {
    for (uint64_t at = start; at + 8 <= start + size; at += 4) {
      for (const uint64_t value : {uint64_t{0}, uint64_t{1}, uint64_t{0x7fffffff}, ~uint64_t{0},
                                   ~uint64_t{0} - 7, uint64_t{program.size()}}) {
        std::string bytes = program;
        std::memcpy(bytes.data() + at, &value, sizeof value);
        refused += ParseElf(bytes, "x").ok() ? 0 : 1;
      }
    }
  }
  EXPECT_GT(refused, 100u);
}

TEST(ElfTest, NoPrefixAndNoNoiseBringsItDown) {
  const std::string program = Program();
  for (size_t size = 0; size < 8192; size += 7)
    ParseElf(program.substr(0, size), "x").IgnoreError();
  std::mt19937 random(20261124);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = program.substr(0, 16384);
    for (int i = 0; i < 8; ++i) bytes[random() % 1024] = static_cast<char>(random());
    std::memcpy(bytes.data(), program.data(), 20);
    ParseElf(bytes, "x").IgnoreError();
  }
}

}  // namespace
}  // namespace release::image

#include "tools/image/build/inputs.h"

#include <elf.h>

#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/image/build/program_file.h"
#include "tools/image/build/testing.h"

namespace release::image {
namespace {

std::string Shown(const std::vector<DeclaredInput>& inputs) {
  std::string shown;
  for (const DeclaredInput& input : inputs) {
    shown += shown.empty() ? "" : " ";
    shown += input.path;
    if (input.link_target.has_value()) shown += "->" + *input.link_target;
    if (input.directory) shown += "/";
    if (input.executable) shown += "*";
  }
  return shown;
}

TEST(InputsTest, EachKindBecomesItsInput) {
  const Workshop workshop;
  const std::string script = workshop.Write("script", "#!/bin/sh\n");
  const std::string text = workshop.Write("text", "text");
  const absl::StatusOr<std::vector<DeclaredInput>> inputs =
      ParseInputs("file\ta\t" + script + "\nprogram\tb\t" + text + "\nauto\tc\t" + script +
                      "\nauto\td\t" + text + "\ndir\te\nlink\tf\t../x\n",
                  "inputs");
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  EXPECT_EQ(Shown(*inputs), "a b* c* d e/ f->../x");
  EXPECT_EQ((*inputs)[0].source, script);
}

TEST(InputsTest, ATreeIsWalkedInOrderAndItsInnerLinksStay) {
  const Workshop workshop;
  workshop.Write("tree/z", "#!");
  workshop.Write("tree/b/f", "");
  const std::string outside = workshop.Write("outside", "outside");
  std::filesystem::create_directory(workshop.Path("tree/empty"));
  std::filesystem::create_symlink("../z", workshop.Path("tree/b/inner"));
  std::filesystem::create_symlink(outside, workshop.Path("tree/b/outer"));
  std::filesystem::create_symlink("../../outside", workshop.Path("tree/b/climbs"));
  const absl::StatusOr<std::vector<DeclaredInput>> inputs =
      ParseInputs("tree\tt\t" + workshop.Path("tree"), "inputs");
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  EXPECT_EQ(Shown(*inputs), "t/ t/b/ t/b/climbs t/b/f t/b/inner->../z t/b/outer t/empty/ t/z*");
  const absl::StatusOr<std::vector<DeclaredInput>> whole =
      ParseInputs("tree\t.\t" + workshop.Path("tree"), "inputs");
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->front().path, "b");
}

TEST(InputsTest, ABadLineIsToldWithItsNumber) {
  for (const char* line : {"fiel\ta\tb", "file\ta", "file a b", "dir\ta\tb"}) {
    const absl::Status status = ParseInputs(std::string("dir\tx\n") + line, "list").status();
    const v1::Diagnosis diagnosis = DiagnosisOf(status);
    EXPECT_EQ(diagnosis.code(), "IMAGE-INPUTS") << line;
    EXPECT_EQ(diagnosis.place().file(), "list");
    EXPECT_EQ(diagnosis.place().line(), 2u);
  }
  EXPECT_EQ(DiagnosisOf(ParseInputs("auto\ta\t/no/such", "list").status()).code(),
            "FILE-NOT-FOUND");
}

// The head of an ELF file.
std::string Elf(uint16_t type, uint64_t entry) {
  Elf64_Ehdr header = {};
  std::string(ELFMAG).copy(reinterpret_cast<char*>(header.e_ident), SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_type = type;
  header.e_entry = entry;
  return std::string(reinterpret_cast<const char*>(&header), sizeof(header));
}

TEST(ProgramFileTest, ProgramsAreToldFromLibrariesAndText) {
  EXPECT_TRUE(IsProgram("#!/bin/sh"));
  EXPECT_TRUE(IsProgram(Elf(ET_EXEC, 0x1000)));
  EXPECT_TRUE(IsProgram(Elf(ET_DYN, 0x1000)));
  EXPECT_FALSE(IsProgram(Elf(ET_DYN, 0)));
  EXPECT_FALSE(IsProgram(Elf(ET_REL, 0)));
  EXPECT_FALSE(IsProgram(Elf(ET_DYN, 0x1000).substr(0, 60)));
  EXPECT_FALSE(IsProgram(ELFMAG));
  EXPECT_FALSE(IsProgram(""));
  EXPECT_FALSE(IsProgram("# !"));
}

}  // namespace
}  // namespace release::image

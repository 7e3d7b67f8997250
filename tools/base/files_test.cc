#include "tools/base/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

class FilesTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  static mode_t Mode(const std::string& path) {
    struct stat found;
    return stat(path.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
  }

  size_t Entries() const {
    return static_cast<size_t>(
        std::distance(std::filesystem::directory_iterator(directory_.path()), {}));
  }

  TempDirectory directory_ = *TempDirectory::Create();
};

TEST_F(FilesTest, WrittenFileIsReadBack) {
  const std::string content("a\0b\n", 4);
  ASSERT_TRUE(WriteFileAtomically(Path("f"), content).ok());
  EXPECT_EQ(*ReadFile(Path("f"), 4), content);
  EXPECT_EQ(Mode(Path("f")), 0600u);
  EXPECT_EQ(Entries(), 1u) << "no temporary file is left";
}

TEST_F(FilesTest, ReplacingKeepsTheOldInodeForItsReaders) {
  ASSERT_TRUE(WriteFileAtomically(Path("f"), "old").ok());
  std::filesystem::create_hard_link(Path("f"), Path("old"));
  ASSERT_TRUE(WriteFileAtomically(Path("f"), "new", 0644).ok());
  EXPECT_EQ(*ReadFile(Path("f"), 10), "new");
  EXPECT_EQ(*ReadFile(Path("old"), 10), "old");
  EXPECT_EQ(Mode(Path("f")), 0644u);
}

TEST_F(FilesTest, FailedReplacementLeavesNothingBehind) {
  std::filesystem::create_directories(Path("f/inside"));
  const absl::Status status = WriteFileAtomically(Path("f"), "x");  // a directory is in the way
  EXPECT_EQ(DiagnosisOf(status).code(), "FILE-UNWRITABLE");
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(FilesTest, WritingIntoNoDirectoryIsDiagnosed) {
  EXPECT_EQ(DiagnosisOf(WriteFileAtomically(Path("no/f"), "x")).code(), "FILE-UNWRITABLE");
}

TEST_F(FilesTest, FileOverTheLimitIsRefused) {
  ASSERT_TRUE(WriteFileAtomically(Path("f"), "12345").ok());
  EXPECT_EQ(*ReadFile(Path("f"), 5), "12345");
  const absl::Status status = ReadFile(Path("f"), 4).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(DiagnosisOf(status).code(), "FILE-TOO-LARGE");
}

TEST_F(FilesTest, EndlessFileIsRefusedAfterTheLimit) {
  EXPECT_EQ(DiagnosisOf(ReadFile("/dev/zero", 100'000).status()).code(), "FILE-TOO-LARGE");
}

TEST_F(FilesTest, MissingFileIsNotFound) {
  EXPECT_EQ(ReadFile(Path("no"), 1).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(FilesTest, PrivateDirectoryIsMadeWithItsParents) {
  ASSERT_TRUE(EnsurePrivateDirectory(Path("a/b/c")).ok());
  EXPECT_EQ(Mode(Path("a/b/c")), 0700u);
}

TEST_F(FilesTest, OpenDirectoryBecomesPrivate) {
  std::filesystem::create_directory(Path("d"));
  std::filesystem::permissions(Path("d"), std::filesystem::perms::all);
  ASSERT_TRUE(EnsurePrivateDirectory(Path("d")).ok());
  EXPECT_EQ(Mode(Path("d")), 0700u);
}

TEST_F(FilesTest, FileInPlaceOfADirectoryIsDiagnosed) {
  ASSERT_TRUE(WriteFileAtomically(Path("f"), "x").ok());
  EXPECT_EQ(DiagnosisOf(EnsurePrivateDirectory(Path("f"))).code(), "DIRECTORY-UNUSABLE");
  EXPECT_EQ(DiagnosisOf(EnsurePrivateDirectory(Path("f/below"))).code(), "DIRECTORY-UNUSABLE");
}

TEST(TempDirectoryTest, GoesWithEverythingInIt) {
  std::string path;
  {
    const TempDirectory directory = *TempDirectory::Create();
    path = directory.path();
    ASSERT_TRUE(EnsurePrivateDirectory(path + "/a/b").ok());
    ASSERT_TRUE(WriteFileAtomically(path + "/a/b/f", "x").ok());
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TempDirectoryTest, OnlyTheLastOwnerRemovesIt) {
  TempDirectory first = *TempDirectory::Create();
  const std::string path = first.path();
  {
    const TempDirectory second = std::move(first);
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace release

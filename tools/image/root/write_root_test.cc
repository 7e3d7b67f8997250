#include "tools/image/root/write_root.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/testing.h"

namespace release::image {
namespace {

namespace fs = std::filesystem;

class WriteRootTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDirectory::Create();
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = *std::move(folder);
    out_ = folder_->path() + "/out";
    ASSERT_TRUE(fs::create_directory(out_));
  }

  Root Of(std::vector<std::vector<LayerEntry>> layers) {
    Image image;
    for (auto& layer : layers) {
      const std::string name = "layer" + std::to_string(image.layers.size());
      image.layers.push_back(WriteTestLayer(folder_->path(), name, std::move(layer)).value());
    }
    return Root::OfImage(image).value();
  }

  struct stat Stat(const std::string& path) {
    struct stat info = {};
    EXPECT_EQ(lstat((out_ + "/" + path).c_str(), &info), 0) << path;
    return info;
  }
  std::string Content(const std::string& path) { return ReadFile(out_ + "/" + path, 1000).value(); }

  std::optional<TempDirectory> folder_;
  std::string out_;
};

TEST_F(WriteRootTest, TheDiskIsAsTheLayersSay) {
  Root root = Of({{Folder("d", 01777), File("d/f", "one", 04711), Symlink("l", "/nowhere"),
                   Hardlink("z", "d/f")},
                  {Folder("closed", 0000), File("closed/f", "two", 0400)}});
  const std::string source = folder_->path() + "/source";
  std::ofstream(source) << "three";
  ASSERT_TRUE(root.Apply({{.path = "s", .mode = 0600, .source = source}, File("b", "four")}).ok());
  const auto summary = WriteRoot(root, out_, {.mtime = 86400});
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->entries, 8u);
  EXPECT_EQ(summary->owners_left, geteuid() == 0 ? 0u : 8u);
  EXPECT_EQ(Content("d/f"), "one");
  EXPECT_EQ(Content("s"), "three");
  EXPECT_EQ(Content("b"), "four");
  EXPECT_EQ(Stat("d").st_mode, S_IFDIR | 01777u);
  EXPECT_EQ(Stat("d/f").st_mode, S_IFREG | 04711u);
  EXPECT_EQ(Stat("d/f").st_ino, Stat("z").st_ino);
  EXPECT_EQ(Stat("closed").st_mode, S_IFDIR | 0u);
  EXPECT_EQ(fs::read_symlink(out_ + "/l"), "/nowhere");
  for (const std::string path : {"d", "d/f", "l", "s", "."}) {
    EXPECT_EQ(Stat(path).st_mtime, 86400) << path;
  }
  EXPECT_EQ(Stat(".").st_mode, S_IFDIR | 0755u);
}

TEST_F(WriteRootTest, NothingIsWrittenThroughSymlinks) {
  const std::string outside = folder_->path() + "/outside";
  ASSERT_TRUE(fs::create_directory(outside));
  const Root root = Of({{Symlink("l", outside), Symlink("up", "../outside")},
                        {File("l/a", "a"), File("up/b", "b")}});
  const auto summary = WriteRoot(root, out_);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_TRUE(fs::is_empty(outside));
  EXPECT_EQ(Content(outside.substr(1) + "/a"), "a");
  EXPECT_EQ(Content("outside/b"), "b");
}

TEST_F(WriteRootTest, OwnersThatCannotBeAreCounted) {
  LayerEntry file = File("f");
  file.uid = 54321;
  file.gid = 54322;
  const auto summary = WriteRoot(Of({{file}}), out_);
  ASSERT_TRUE(summary.ok()) << summary.status();
  // Outside a namespace root may; in one with a single id nobody may.
  const size_t top = geteuid() == 0 ? 0 : 1;
  const bool given = Stat("f").st_uid == 54321;
  EXPECT_EQ(summary->owners_left, given ? 0 : 1 + top);
}

TEST_F(WriteRootTest, AttributesAreSetOrCounted) {
  LayerEntry file = File("f", "", 0400);
  file.xattrs = {{"user.note", "text"}};
  const auto summary = WriteRoot(Of({{file}}), out_);
  ASSERT_TRUE(summary.ok()) << summary.status();
  char value[10];
  const bool set = getxattr((out_ + "/f").c_str(), "user.note", value, sizeof(value)) == 4;
  EXPECT_EQ(summary->xattrs_left, set ? 0u : 1u);
}

TEST_F(WriteRootTest, ADirectoryWithSomethingInItIsRefused) {
  std::ofstream(out_ + "/there") << "x";
  const auto summary = WriteRoot(Root(), out_);
  EXPECT_EQ(DiagnosisOf(summary.status()).code(), "IMAGE-WRITE-NOT-EMPTY");
}

TEST_F(WriteRootTest, AMissingDirectoryIsSaid) {
  EXPECT_EQ(DiagnosisOf(WriteRoot(Root(), out_ + "/no").status()).code(), "IMAGE-WRITE");
}

TEST_F(WriteRootTest, OneBlobMayBeTwoLayers) {
  Image image;
  const auto files = WriteTestLayer(folder_->path(), "f", {File("l/f", "text")}).value();
  image.layers = {
      WriteTestLayer(folder_->path(), "a", {Folder("d1"), Symlink("l", "d1")}).value(), files,
      WriteTestLayer(folder_->path(), "b", {Folder("d2"), Symlink("l", "d2")}).value(), files};
  const auto summary = WriteRoot(Root::OfImage(image).value(), out_);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(Content("d1/f"), "text");
  EXPECT_EQ(Content("d2/f"), "text");
}

}  // namespace
}  // namespace release::image

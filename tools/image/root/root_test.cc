#include "tools/image/root/root.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/testing.h"

namespace release::image {
namespace {

std::string CodeOf(const absl::Status& status) { return DiagnosisOf(status).code(); }

// The same layers given as entries and read from blobs.
class RootTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    auto folder = TempDirectory::Create();
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = *std::move(folder);
  }

  absl::StatusOr<Root> Of(std::vector<std::vector<LayerEntry>> layers) {
    Root root;
    Image image;
    for (auto& layer : layers) {
      if (!GetParam()) {
        if (absl::Status status = root.Apply(std::move(layer)); !status.ok()) return status;
        continue;
      }
      auto blob = WriteTestLayer(folder_->path(), std::to_string(count_++), std::move(layer));
      if (!blob.ok()) return blob.status();
      image.layers.push_back(*blob);
    }
    return GetParam() ? Root::OfImage(image) : root;
  }

  // The content of a file, by Fetch().
  std::string Content(const Root& root, const std::string& path) {
    auto fetched = root.Fetch({path}, folder_->path());
    if (!fetched.ok()) return std::string(fetched.status().message());
    const LayerEntry& file = fetched->front();
    EXPECT_EQ(file.path, path);
    EXPECT_EQ(file.kind, EntryKind::kFile);
    return file.source.empty() ? file.bytes : ReadFile(file.source, 1 << 20).value();
  }

  std::optional<TempDirectory> folder_;
  int count_ = 0;
};

INSTANTIATE_TEST_SUITE_P(FromEntriesAndBlobs, RootTest, testing::Bool());

TEST_P(RootTest, LaterLayersLieOverEarlierOnes) {
  const auto root = Of({{Folder("d"), File("d/a", "old"), File("d/b", "b")},
                        {File("d/a", "new", 0600), Symlink("d/l", "a")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "d/ d/a d/b d/l->a");
  EXPECT_EQ(Content(*root, "d/a"), "new");
  EXPECT_EQ(Content(*root, "d/b"), "b");
  EXPECT_EQ(root->Find("d/a")->mode, 0600u);
}

TEST_P(RootTest, AWhiteoutRemovesWhatIsBelowIt) {
  const auto root =
      Of({{Folder("d"), Folder("d/e"), File("d/e/f"), File("d/ex")}, {Whiteout("d/e")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "d/ d/ex");
}

TEST_P(RootTest, AnOpaqueFolderHidesOnlyLowerLayers) {
  const auto root = Of({{Folder("d"), Folder("d/e"), File("d/e/f"), File("d/old"), File("x")},
                        {Folder("d", 0700), Opaque("d"), File("d/new")},
                        {File("d/newer")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "d/ d/new d/newer x");
  EXPECT_EQ(root->Find("d")->mode, 0700u);
}

TEST_P(RootTest, AnOpaqueFolderInPlaceOfASymlinkSparesTheLinksTarget) {
  const auto root = Of({{Folder("real"), File("real/f"), Symlink("d", "real")},
                        {Folder("d"), Opaque("d"), File("d/new")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "d/ d/new real/ real/f");
}

TEST_P(RootTest, AFileInPlaceOfAFolderRemovesWhatWasBelow) {
  const auto root = Of({{Folder("d"), Folder("d/e"), File("d/e/f"), File("d-x")}, {File("d")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "d d-x");
}

TEST_P(RootTest, AFolderReplacesAFile) {
  const auto root = Of({{File("d", "file")}, {Folder("d"), File("d/f")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "d/ d/f");
}

TEST_P(RootTest, AFolderOverAFolderKeepsItsContent) {
  const auto root = Of({{Folder("d"), File("d/f")}, {Folder("d", 0711)}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "d/ d/f");
  EXPECT_EQ(root->Find("d")->mode, 0711u);
}

TEST_P(RootTest, EntriesBelowASymlinkGoWhereItLeads) {
  const auto root = Of(
      {{Folder("usr"), Folder("usr/lib"), Symlink("lib", "/usr/lib"), Symlink("up", "../../usr")},
       {File("lib/a.so"), File("up/b")},
       {Whiteout("lib/a.so"), File("lib/c.so")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "lib->/usr/lib up->../../usr usr/ usr/b usr/lib/ usr/lib/c.so");
}

TEST_P(RootTest, MissingFoldersAreMade) {
  const auto root = Of({{File("a/b/c")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "a/ a/b/ a/b/c");
  EXPECT_EQ(root->Find("a/b")->mode, 0755u);
}

TEST_P(RootTest, AHardLinkKeepsItsContentWhenTheOtherNameIsReplaced) {
  const auto root =
      Of({{File("a", "shared", 0640), Hardlink("b", "a"), Hardlink("c", "a")}, {File("a", "new")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "a b c=b");
  EXPECT_EQ(Content(*root, "a"), "new");
  EXPECT_EQ(Content(*root, "b"), "shared");
  EXPECT_EQ(Content(*root, "c"), "shared");
  EXPECT_EQ(root->Find("c")->mode, 0640u);
}

TEST_P(RootTest, AHardLinkKeepsItsContentWhenTheOtherNamesFolderGoes) {
  const auto root =
      Of({{Folder("d"), File("d/a", "shared"), Hardlink("d/b", "d/a"), Hardlink("z", "d/a")},
          {Whiteout("d")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "z");
  EXPECT_EQ(Content(*root, "z"), "shared");
}

TEST_P(RootTest, RemovingOneNameLeavesTheFile) {
  const auto root = Of({{File("a", "shared"), Hardlink("b", "a")}, {Whiteout("b")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "a");
  EXPECT_EQ(Content(*root, "a"), "shared");
}

TEST_P(RootTest, AttributesComeThrough) {
  LayerEntry file = File("f", "", 04755);
  file.uid = 1000;
  file.gid = 3000000;
  file.xattrs = {{"security.capability", std::string("\1\0\0\2", 4)}};
  const auto root = Of({{file}});
  ASSERT_TRUE(root.ok()) << root.status();
  const LayerEntry& found = *root->Find("f");
  EXPECT_EQ(found.mode, 04755u);
  EXPECT_EQ(found.uid, 1000u);
  EXPECT_EQ(found.gid, 3000000u);
  EXPECT_EQ(found.xattrs, file.xattrs);
}

TEST_P(RootTest, NamesAreBytes) {
  const std::string latin = "caf\xe9";
  const std::string utf8 = "caf\xc3\xa9/" + std::string(200, 'x');
  const auto root = Of({{File(latin, "l"), File(utf8, "u"), Symlink("s", latin)}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Content(*root, latin), "l");
  EXPECT_EQ(Content(*root, utf8), "u");
  EXPECT_EQ(root->Find("s")->link_target, latin);
}

TEST_P(RootTest, CopySeesFilesFoldersAndLinks) {
  const auto root = Of({{Folder("d", 0700), File("d/f"), Hardlink("h", "d/f"), Symlink("l", "d")}});
  ASSERT_TRUE(root.ok()) << root.status();
  const SourceTree& tree = root->Tree();
  EXPECT_EQ(tree.Find("h")->kind, NodeKind::kFile);
  EXPECT_EQ(tree.Find("h")->source, "h");
  EXPECT_EQ(tree.Find("d")->mode, 0700u);
  EXPECT_EQ(tree.Resolve("l/f", true).value(), "d/f");
  EXPECT_EQ(tree.Resolve("/../l", true).value_or("refused"), "d");
}

TEST_P(RootTest, SmallFilesAreReadThroughSymlinks) {
  const auto root =
      Of({{Folder("etc"), Symlink("etc/passwd", "/usr/passwd"), File("usr/passwd", "root:x:0:0")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(root->ReadSmallFile("etc/passwd", 100).value(), "root:x:0:0");
  EXPECT_EQ(root->ReadSmallFile("etc/passwd", 100).value(), "root:x:0:0");
  EXPECT_EQ(CodeOf(root->ReadSmallFile("etc/passwd", 3).status()), "FILE-TOO-LARGE");
  EXPECT_EQ(CodeOf(root->ReadSmallFile("etc/group", 100).status()), "IMAGE-ROOT-MISSING");
  EXPECT_EQ(CodeOf(root->ReadSmallFile("etc", 100).status()), "IMAGE-ROOT-MISSING");
}

TEST_P(RootTest, AnEntryBelowAFileIsRefused) {
  EXPECT_EQ(CodeOf(Of({{File("f")}, {File("f/g")}}).status()), "IMAGE-ROOT-PARENT");
}

TEST_P(RootTest, SymlinksInACircleAreRefused) {
  EXPECT_EQ(CodeOf(Of({{Symlink("a", "b"), Symlink("b", "a")}, {File("a/f")}}).status()),
            "IMAGE-CONTEXT-LINK-LOOP");
}

TEST(RootCopyTest, ACopyDoesNotSeeLaterChanges) {
  Root first;
  ASSERT_TRUE(first.Apply({File("a")}).ok());
  Root second = first;
  EXPECT_EQ(second.Tree().Find("b"), nullptr);
  ASSERT_TRUE(second.Apply({File("b"), Whiteout("a")}).ok());
  EXPECT_EQ(Shown(first), "a");
  EXPECT_EQ(Shown(second), "b");
  EXPECT_NE(second.Tree().Find("b"), nullptr);
}

TEST(RootCopyTest, AFailedLayerChangesNothing) {
  Root root;
  ASSERT_TRUE(root.Apply({File("a")}).ok());
  EXPECT_FALSE(root.Apply({File("b"), File("a/c")}).ok());
  EXPECT_EQ(Shown(root), "a");
}

}  // namespace
}  // namespace release::image

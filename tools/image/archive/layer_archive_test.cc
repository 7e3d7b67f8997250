// Layers as others write them, into a Root.
#include "tools/image/archive/layer_archive.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/image/archive/testing.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/oci/image.h"
#include "tools/image/root/testing.h"

namespace release::image {
namespace {

class LayerArchiveTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDirectory::Create();
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = *std::move(folder);
  }

  absl::StatusOr<Root> Of(const std::vector<std::vector<TestMember>>& layers) {
    Image image;
    for (const auto& members : layers) {
      ImageLayer layer;
      layer.path = folder_->path() + "/" + std::to_string(count_++);
      EXPECT_TRUE(WriteTestTar(layer.path, members, filter_));
      image.layers.push_back(layer);
    }
    return Root::OfImage(image);
  }
  std::string ShownOf(const std::vector<std::vector<TestMember>>& layers) {
    const auto root = Of(layers);
    return root.ok() ? Shown(*root) : DiagnosisOf(root.status()).code();
  }

  std::optional<TempDirectory> folder_;
  int count_ = 0;
  int filter_ = ARCHIVE_FILTER_GZIP;
};

TEST_F(LayerArchiveTest, NamesAreCleaned) {
  const auto root =
      Of({{TestFolder("./", 0711), TestFolder("./usr/"), TestFile(".//usr/./f", "x")}});
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(Shown(*root), "usr/ usr/f");
  EXPECT_EQ(root->Find("")->mode, 0711u);
}

TEST_F(LayerArchiveTest, WhiteoutsOfAufsAndOverlayfsAreKnown) {
  const std::vector<TestMember> lower = {TestFile("d/a"), TestFile("d/b"), TestFile("e/c")};
  EXPECT_EQ(ShownOf({lower, {TestFile("d/.wh.a"), TestFile("e/.wh..wh..opq")}}), "d/ d/b e/");
  EXPECT_EQ(ShownOf({lower, {TestFile(".wh.d"), TestFile("e/.wh..wh.plnk")}}), "e/ e/c");
  EXPECT_EQ(ShownOf({lower, {TestMember{.name = "d/b", .type = AE_IFCHR}}}), "d/ d/a e/ e/c");
}

TEST_F(LayerArchiveTest, AWhiteoutSparesItsOwnLayerInEitherOrder) {
  const std::vector<TestMember> lower = {TestFile("d/old")};
  EXPECT_EQ(ShownOf({lower, {TestFile(".wh.d"), TestFile("d/new")}}), "d/ d/new");
  EXPECT_EQ(ShownOf({lower, {TestFile("d/new"), TestFile(".wh.d")}}), "d/ d/new");
  EXPECT_EQ(ShownOf({lower, {TestFile("d/new"), TestFile("d/.wh..wh..opq")}}), "d/ d/new");
}

TEST_F(LayerArchiveTest, HardLinksReachIntoLowerLayers) {
  EXPECT_EQ(ShownOf({{TestFile("d/a", "x")}, {TestHardlink("b", "d/a")}}), "b=d/a d/ d/a");
  EXPECT_EQ(ShownOf({{TestFile("d/a"), TestHardlink("b", "d/a")}, {TestHardlink("d/a", "b")}}),
            "b=d/a d/ d/a");
  EXPECT_EQ(ShownOf({{TestSymlink("s", "x"), TestHardlink("b", "s")}}), "b->x s->x");
  EXPECT_EQ(ShownOf({{TestHardlink("b", "none")}}), "IMAGE-ROOT-LINK");
  EXPECT_EQ(ShownOf({{TestFolder("d"), TestHardlink("b", "d")}}), "IMAGE-ROOT-LINK");
  EXPECT_EQ(ShownOf({{TestFile("a"), TestHardlink("a", "a")}}), "IMAGE-ROOT-LINK");
}

TEST_F(LayerArchiveTest, NamesThatLeadOutAreRefused) {
  EXPECT_EQ(ShownOf({{TestFile("../f")}}), "IMAGE-LAYER-PATH");
  EXPECT_EQ(ShownOf({{TestFile("a/../b")}}), "IMAGE-LAYER-PATH");
  EXPECT_EQ(ShownOf({{TestFile("/f")}}), "IMAGE-LAYER-PATH");
  EXPECT_EQ(ShownOf({{TestFile("f"), TestHardlink("h", "/f")}}), "IMAGE-LAYER-PATH");
  EXPECT_EQ(ShownOf({{TestFile(".wh.d/f")}}), "IMAGE-LAYER-PATH");
  EXPECT_EQ(ShownOf({{TestFile(".wh..")}}), "IMAGE-LAYER-PATH");
  EXPECT_EQ(ShownOf({{TestFile(".")}}), "IMAGE-LAYER-PATH");
}

TEST_F(LayerArchiveTest, DevicesPipesAndSocketsAreRefused) {
  for (const unsigned type : {AE_IFCHR, AE_IFBLK, AE_IFIFO}) {
    EXPECT_EQ(ShownOf({{TestMember{.name = "dev/x", .type = type, .device = 3}}}),
              "IMAGE-LAYER-SPECIAL");
  }
}

TEST_F(LayerArchiveTest, EveryCompressionOfTheFormatIsRead) {
  for (const int filter : {ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD}) {
    filter_ = filter;
    const auto root = Of({{TestFile("f", "text")}});
    ASSERT_TRUE(root.ok()) << root.status();
    EXPECT_EQ(root->ReadSmallFile("f", 10).value(), "text");
  }
}

TEST_F(LayerArchiveTest, ContentsComeInOnePass) {
  TestMember sparse = TestFile("sparse", "end");
  sparse.hole = 1 << 20;
  const auto root = Of({{TestFile("a", "1"), sparse, TestFile("b", "2"), TestHardlink("c", "b")}});
  ASSERT_TRUE(root.ok()) << root.status();
  const auto fetched = root->Fetch({"c", "a", "b", "sparse"}, folder_->path());
  ASSERT_TRUE(fetched.ok()) << fetched.status();
  EXPECT_EQ(ReadFile((*fetched)[0].source, 10).value(), "2");
  EXPECT_EQ(ReadFile((*fetched)[1].source, 10).value(), "1");
  EXPECT_EQ((*fetched)[2].source, (*fetched)[0].source);
  EXPECT_EQ(ReadFile((*fetched)[3].source, 2 << 20).value(), std::string(1 << 20, '\0') + "end");
}

TEST_F(LayerArchiveTest, WhatIsNoLayerIsSaid) {
  const std::string path = folder_->path() + "/text";
  ASSERT_TRUE(WriteFileAtomically(path, "no tar").ok());
  EXPECT_EQ(DiagnosisOf(ReadLayerArchive(path).status()).code(), "IMAGE-LAYER-BROKEN");
  EXPECT_EQ(DiagnosisOf(ReadLayerArchive(path + "x").status()).code(), "FILE-NOT-FOUND");
}

}  // namespace
}  // namespace release::image

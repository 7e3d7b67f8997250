#include "tools/image/layer/layer_entry.h"

#include <sys/stat.h>

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release::image {
namespace {

LayerEntry Entry(std::string path, EntryKind kind = EntryKind::kFile, std::string target = "") {
  LayerEntry entry;
  entry.path = std::move(path);
  entry.kind = kind;
  entry.link_target = std::move(target);
  return entry;
}

std::string CodeOf(std::vector<LayerEntry> entries) {
  return DiagnosisOf(OrderedEntries(std::move(entries)).status()).code();
}

TEST(LayerEntryTest, PathsThatLeaveTheRootOrHaveTwoFormsAreRefused) {
  const std::vector<std::string> bad = {"",
                                        "/",
                                        "/etc/passwd",
                                        "..",
                                        "../x",
                                        "a/../b",
                                        "a/..",
                                        ".",
                                        "./a",
                                        "a/.",
                                        "a//b",
                                        "a/",
                                        "a/./b",
                                        ".wh.a",
                                        "a/.wh..wh..opq",
                                        std::string("a\0b", 3),
                                        std::string(256, 'x'),
                                        std::string("a/") + std::string(5000, 'x')};
  for (const std::string& path : bad) {
    EXPECT_EQ(DiagnosisOf(CheckLayerPath(path)).code(), "LAYER-PATH") << path;
    EXPECT_EQ(CodeOf({Entry(path)}), "LAYER-PATH") << path;
  }
  for (const char* path : {"a", "...", "..a", "a/.b/c..", "a b/\xc3\xa4", ".whx"}) {
    EXPECT_TRUE(CheckLayerPath(path).ok()) << path;
  }
}

TEST(LayerEntryTest, ParentsComeFirstWhiteoutsBeforeSiblingsHardLinksLast) {
  const auto ordered = OrderedEntries({
      Entry("b/link", EntryKind::kHardlink, "z"),
      Entry("b-x"),
      Entry("z"),
      Entry("b/!early"),
      Entry("b/gone", EntryKind::kWhiteout),
      Entry("b", EntryKind::kDirectory),
      Entry("b", EntryKind::kOpaque),
      Entry("old", EntryKind::kWhiteout),
  });
  ASSERT_TRUE(ordered.ok()) << ordered.status();
  std::vector<std::string> names;
  for (const LayerEntry& entry : *ordered) names.push_back(ArchiveName(entry));
  EXPECT_EQ(names, (std::vector<std::string>{".wh.old", "b", "b/.wh..wh..opq", "b/.wh.gone",
                                             "b/!early", "b-x", "z", "b/link"}));
}

TEST(LayerEntryTest, HardLinksHaveModeAndOwnerOfTheirTarget) {
  LayerEntry file = Entry("z");
  file.mode = 04711;
  file.uid = 12;
  file.gid = 34;
  const auto ordered = OrderedEntries({Entry("a", EntryKind::kHardlink, "z"), file});
  ASSERT_TRUE(ordered.ok()) << ordered.status();
  EXPECT_EQ((*ordered)[1].path, "a");
  EXPECT_EQ((*ordered)[1].mode, 04711U);
  EXPECT_EQ((*ordered)[1].uid, 12U);
  EXPECT_EQ((*ordered)[1].gid, 34U);
}

TEST(LayerEntryTest, ContradictionsBetweenEntriesAreRefused) {
  EXPECT_EQ(CodeOf({Entry("a"), Entry("a", EntryKind::kDirectory)}), "LAYER-DUPLICATE");
  EXPECT_EQ(CodeOf({Entry("a"), Entry("a", EntryKind::kWhiteout)}), "LAYER-DUPLICATE");
  EXPECT_EQ(CodeOf({Entry("a", EntryKind::kSymlink, "/etc"), Entry("a/b/c")}),
            "LAYER-PARENT-NOT-DIRECTORY");
  EXPECT_EQ(CodeOf({Entry("a", EntryKind::kHardlink, "b")}), "LAYER-LINK");
  EXPECT_EQ(CodeOf({Entry("a", EntryKind::kHardlink, "b"), Entry("b", EntryKind::kDirectory)}),
            "LAYER-LINK");
  EXPECT_EQ(CodeOf({Entry("a", EntryKind::kSymlink)}), "LAYER-LINK");
}

TEST(LayerEntryTest, ModesAndAttributesThatTheArchiveCannotSayAreRefused) {
  LayerEntry entry = Entry("a");
  entry.mode = S_IFREG | 0644;
  EXPECT_EQ(CodeOf({entry}), "LAYER-MODE");
  entry.mode = 07777;
  EXPECT_EQ(CodeOf({entry}), "");
  entry.xattrs["user.a=b"] = "c";
  EXPECT_EQ(CodeOf({entry}), "LAYER-XATTR");
}

TEST(LayerEntryTest, DevicesSocketsAndPipesAreRefused) {
  EXPECT_EQ(*EntryKindOf(S_IFREG | 0644, "f"), EntryKind::kFile);
  EXPECT_EQ(*EntryKindOf(S_IFDIR, "d"), EntryKind::kDirectory);
  EXPECT_EQ(*EntryKindOf(S_IFLNK, "l"), EntryKind::kSymlink);
  for (const mode_t mode : {S_IFCHR, S_IFBLK, S_IFSOCK, S_IFIFO}) {
    EXPECT_EQ(DiagnosisOf(EntryKindOf(mode, "dev/x").status()).code(), "LAYER-SPECIAL-FILE");
  }
}

}  // namespace
}  // namespace release::image

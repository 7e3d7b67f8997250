#include "tools/image/archive/unpack_archive.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/image/archive/testing.h"
#include "tools/image/layer/layer_entry.h"
#include "tools/image/root/testing.h"

namespace release::image {
namespace {

class UnpackArchiveTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDirectory::Create();
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = *std::move(folder);
    tar_ = folder_->path() + "/a.tar";
  }

  absl::StatusOr<std::vector<LayerEntry>> Unpack(const std::vector<TestMember>& members,
                                                 const std::string& destination = "/opt",
                                                 int filter = ARCHIVE_FILTER_NONE) {
    std::filesystem::remove(tar_);
    EXPECT_TRUE(WriteTestTar(tar_, members, filter));
    return UnpackArchive({tar_, "a.tar", destination, stage_, folder_->path()});
  }
  std::string CodeFor(const std::vector<TestMember>& members,
                      const std::string& destination = "/opt") {
    const auto entries = Unpack(members, destination);
    if (entries.ok()) return ShownAs(*entries);
    const auto diagnosis = DiagnosisOf(entries.status());
    EXPECT_NE(diagnosis.what().find("a.tar"), std::string::npos) << diagnosis.what();
    return diagnosis.code();
  }
  static std::string ShownAs(const std::vector<LayerEntry>& entries) {
    std::string shown;
    for (const LayerEntry& entry : entries) {
      shown += shown.empty() ? "" : " ";
      shown += entry.path;
      if (entry.kind == EntryKind::kDirectory) shown += "/";
      if (entry.kind == EntryKind::kSymlink) shown += "->" + entry.link_target;
      if (entry.kind == EntryKind::kHardlink) shown += "=" + entry.link_target;
      if (entry.kind == EntryKind::kOpaque) shown += "/*";
      if (entry.kind != EntryKind::kFile) continue;
      const std::string content = ReadFile(entry.source, 1 << 20).value();
      if (!content.empty()) shown += ":" + content;
    }
    return shown;
  }
  bool IsOne(const std::string& content) {
    const std::string path = folder_->path() + "/maybe";
    std::ofstream(path, std::ios::binary) << content;
    return IsArchive(path).value();
  }

  std::optional<TempDirectory> folder_;
  std::string tar_;
  Root stage_;
};

TEST_F(UnpackArchiveTest, MembersGoBelowTheDestination) {
  EXPECT_EQ(CodeFor({TestFolder("./"), TestFolder("./d/"), TestFile("./d/f", "text"),
                     TestSymlink("l", "../../x"), TestHardlink("h", "./d/f")}),
            "opt/d/ opt/d/f:text opt/h=opt/d/f opt/l->../../x");
}

TEST_F(UnpackArchiveTest, EveryCompressionIsUnpacked) {
  for (const int filter : {ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2,
                           ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD}) {
    const auto entries = Unpack({TestFile("f", "text")}, "/", filter);
    ASSERT_TRUE(entries.ok()) << filter << entries.status();
    EXPECT_EQ(ShownAs(*entries), "f:text") << filter;
    EXPECT_TRUE(IsArchive(tar_).value()) << filter;
  }
}

TEST_F(UnpackArchiveTest, OwnersModesAndAttributesAreTheArchives) {
  TestMember file = TestFile("f");
  file.mode = 06751;
  file.uid = 3000000000;
  file.gid = 7;
  file.xattrs = {{"user.note", "text"}};
  const auto entries = Unpack({file});
  ASSERT_TRUE(entries.ok()) << entries.status();
  EXPECT_EQ(entries->front().mode, 06751u);
  EXPECT_EQ(entries->front().uid, 3000000000u);
  EXPECT_EQ(entries->front().gid, 7u);
  EXPECT_EQ(entries->front().xattrs, file.xattrs);
}

TEST_F(UnpackArchiveTest, HolesAreKept) {
  TestMember file = TestFile("f", "end");
  file.hole = 10 << 20;
  const auto entries = Unpack({file});
  ASSERT_TRUE(entries.ok()) << entries.status();
  const std::string content = ReadFile(entries->front().source, 20 << 20).value();
  EXPECT_EQ(content, std::string(10 << 20, '\0') + "end");
}

TEST_F(UnpackArchiveTest, LongAndOddNamesAreKept) {
  const std::string name = std::string(200, 'x') + "/caf\xe9";
  const auto entries = Unpack({TestFile(name)}, "/");
  ASSERT_TRUE(entries.ok()) << entries.status();
  EXPECT_EQ(entries->back().path, name);
}

TEST_F(UnpackArchiveTest, OfMembersWithOneNameTheLaterWins) {
  EXPECT_EQ(CodeFor({TestFile("f", "1"), TestFile("f", "2")}, "/"), "f:2");
  EXPECT_EQ(CodeFor({TestFile("d/f"), TestFile("d", "file")}, "/"), "d:file");
  EXPECT_EQ(CodeFor({TestFile("f", "1"), TestHardlink("h", "f"), TestFile("f", "2")}, "/"),
            "f:2 h:1");
}

TEST_F(UnpackArchiveTest, FoldersThatAreMissingAreMade) {
  ASSERT_TRUE(stage_.Apply({Folder("opt/there", 0700)}).ok());
  EXPECT_EQ(CodeFor({TestFile("there/f"), TestFile("new/f")}), "opt/new/ opt/new/f opt/there/f");
}

TEST_F(UnpackArchiveTest, AFolderInPlaceOfAFileInPlaceOfAFolderIsEmpty) {
  ASSERT_TRUE(stage_.Apply({File("opt/d/old")}).ok());
  EXPECT_EQ(CodeFor({TestFile("d"), TestFolder("d"), TestFile("d/new")}),
            "opt/d/ opt/d/* opt/d/new");
}

TEST_F(UnpackArchiveTest, SymlinksOfTheStageAreFollowedBelowTheDestination) {
  ASSERT_TRUE(stage_
                  .Apply({Folder("usr/lib"), Symlink("lib", "/usr/lib"),
                          Symlink("usr/lib64", "lib"), Symlink("usr/out", "/etc")})
                  .ok());
  EXPECT_EQ(CodeFor({TestFile("lib/f")}, "/"), "usr/lib/f");
  EXPECT_EQ(CodeFor({TestFile("lib64/f")}, "/usr"), "usr/lib/f");
  EXPECT_EQ(CodeFor({TestFile("f")}, "/lib"), "usr/lib/f");
  EXPECT_EQ(CodeFor({TestFile("out/passwd")}, "/usr"), "IMAGE-ADD-ESCAPES");
}

TEST_F(UnpackArchiveTest, NamesThatLeadOutAreRefused) {
  EXPECT_EQ(CodeFor({TestFile("../f")}), "IMAGE-ADD-ESCAPES");
  EXPECT_EQ(CodeFor({TestFile("a/../../f")}, "/"), "IMAGE-ADD-ESCAPES");
  EXPECT_EQ(CodeFor({TestFile("/../f")}), "IMAGE-ADD-ESCAPES");
  EXPECT_EQ(CodeFor({TestFile("f"), TestHardlink("h", "../../etc/passwd")}), "IMAGE-ADD-ESCAPES");
  EXPECT_EQ(CodeFor({TestFile("/etc/f"), TestFile("a/../g")}), "opt/etc/ opt/etc/f opt/g");
}

TEST_F(UnpackArchiveTest, SymlinksOfTheArchiveThatLeadOutAreNotFollowed) {
  EXPECT_EQ(CodeFor({TestSymlink("l", "/etc"), TestFile("l/passwd")}), "IMAGE-ADD-ESCAPES");
  EXPECT_EQ(CodeFor({TestSymlink("l", ".."), TestFile("l/passwd")}), "IMAGE-ADD-ESCAPES");
  EXPECT_EQ(CodeFor({TestSymlink("l", "../../etc"), TestFile("l/passwd")}, "/"),
            "IMAGE-ADD-ESCAPES");
  EXPECT_EQ(CodeFor({TestSymlink("l", "../opt-x"), TestFile("l/f")}), "IMAGE-ADD-ESCAPES");
  EXPECT_EQ(CodeFor({TestSymlink("l", "l"), TestFile("l/f")}), "IMAGE-ADD-ESCAPES");
  EXPECT_EQ(CodeFor({TestSymlink("l", "/opt/d"), TestFile("l/f")}), "opt/d/ opt/d/f opt/l->/opt/d");
}

TEST_F(UnpackArchiveTest, DevicesPipesAndSocketsAreRefused) {
  for (const unsigned type : {AE_IFCHR, AE_IFBLK, AE_IFIFO}) {
    EXPECT_EQ(CodeFor({TestMember{.name = "dev/x", .type = type, .device = 3}}),
              "IMAGE-ADD-SPECIAL");
  }
}

TEST_F(UnpackArchiveTest, HardLinksNeedTheirFile) {
  ASSERT_TRUE(stage_.Apply({File("opt/stage")}).ok());
  EXPECT_EQ(CodeFor({TestHardlink("h", "none")}), "IMAGE-ADD-LINK");
  EXPECT_EQ(CodeFor({TestHardlink("h", "stage")}), "IMAGE-ADD-LINK");
  EXPECT_EQ(CodeFor({TestFolder("d"), TestHardlink("h", "d")}), "IMAGE-ADD-LINK");
  EXPECT_EQ(CodeFor({TestFile("d/f"), TestHardlink("d", "d/f")}), "IMAGE-ADD-LINK");
  EXPECT_EQ(CodeFor({TestSymlink("s", "x"), TestHardlink("h", "s")}), "opt/h->x opt/s->x");
}

TEST_F(UnpackArchiveTest, NamesThatMeanSomethingElseInALayerAreRefused) {
  EXPECT_EQ(CodeFor({TestFile(".wh.x")}), "IMAGE-ADD-NAME");
  EXPECT_EQ(CodeFor({TestFile(std::string(256, 'x'))}), "IMAGE-ADD-NAME");
}

TEST_F(UnpackArchiveTest, AMemberBelowAFileIsRefused) {
  EXPECT_EQ(CodeFor({TestFile("f"), TestFile("f/g")}), "IMAGE-ADD-PARENT");
}

TEST_F(UnpackArchiveTest, ACutArchiveIsAnArchiveAndRefused) {
  ASSERT_TRUE(WriteTestTar(tar_, {TestFile("f", std::string(5000, 'x')), TestFile("g")}));
  std::filesystem::resize_file(tar_, 3000);
  EXPECT_TRUE(IsArchive(tar_).value());
  const auto entries = UnpackArchive({tar_, "a.tar", "/", stage_, folder_->path()});
  EXPECT_EQ(DiagnosisOf(entries.status()).code(), "IMAGE-ADD-BROKEN");
}

TEST_F(UnpackArchiveTest, WhatIsNoTarIsNoArchive) {
  EXPECT_FALSE(IsOne(""));
  EXPECT_FALSE(IsOne("just text\n"));
  EXPECT_FALSE(IsOne(std::string(10240, '\0')));
  EXPECT_FALSE(IsOne("PK\3\4 zip"));
  EXPECT_FALSE(IsOne("BZh9 no bzip2"));
  EXPECT_FALSE(IsOne("#!/bin/sh\necho a self-extracting script\n"));
  EXPECT_EQ(DiagnosisOf(IsArchive(tar_).status()).code(), "FILE-NOT-FOUND");
}

TEST_F(UnpackArchiveTest, ACompressedFileThatIsNoTarIsNoArchive) {
  // A tar that is compressed twice is not one for ADD: Docker decompresses once.
  ASSERT_TRUE(WriteTestTar(tar_, {TestFile("f")}, ARCHIVE_FILTER_GZIP));
  const std::string twice = folder_->path() + "/twice";
  archive* const writer = archive_write_new();
  archive_write_set_format_raw(writer);
  archive_write_add_filter_gzip(writer);
  ASSERT_EQ(archive_write_open_filename(writer, twice.c_str()), ARCHIVE_OK);
  archive_entry* const entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  ASSERT_EQ(archive_write_header(writer, entry), ARCHIVE_OK);
  const std::string once = ReadFile(tar_, 1 << 20).value();
  ASSERT_EQ(archive_write_data(writer, once.data(), once.size()),
            static_cast<la_ssize_t>(once.size()));
  archive_entry_free(entry);
  archive_write_free(writer);
  EXPECT_FALSE(IsArchive(twice).value());
}

}  // namespace
}  // namespace release::image

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "absl/time/time.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/localcloud/cloudflare/store/blobs.h"
#include "tools/localcloud/cloudflare/store/documents.h"

namespace release::cloud {
namespace {

class DocumentsTest : public testing::Test {
 protected:
  std::unique_ptr<Documents> Opened() {
    auto documents = Documents::Open(directory_.path() + "/state.db");
    EXPECT_TRUE(documents.ok()) << documents.status();
    return *std::move(documents);
  }

  TempDirectory directory_ = *TempDirectory::Create();
  absl::Time now_ = absl::FromUnixSeconds(1767603600);
};

TEST_F(DocumentsTest, ASecondOpeningContinues) {
  {
    auto documents = Opened();
    documents->Begin(now_);
    documents->Put("scripts", "a/x", {{"n", 1}});
    ASSERT_TRUE(documents->Commit().ok());
  }
  auto documents = Opened();
  documents->Begin(now_);
  EXPECT_EQ(documents->Get("scripts", "a/x")->at("n"), 1);
  documents->Rollback();
}

TEST_F(DocumentsTest, WhatIsRolledBackNeverWas) {
  auto documents = Opened();
  documents->Begin(now_);
  documents->Put("scripts", "a/x", {{"n", 1}});
  EXPECT_TRUE(documents->Get("scripts", "a/x"));
  documents->Rollback();
  documents->Begin(now_);
  EXPECT_FALSE(documents->Get("scripts", "a/x"));
  documents->Rollback();
}

TEST_F(DocumentsTest, AListHasThePrefixAndNotTheErased) {
  auto documents = Opened();
  documents->Begin(now_);
  for (const char* key : {"a/2", "a/1", "ab/1", "b/1", "a/gone"}) {
    documents->Put("c", key, key);
  }
  documents->Erase("c", "a/gone");
  EXPECT_EQ(documents->List("c", "a/"), (std::vector<nlohmann::json>{"a/1", "a/2"}));
  documents->Rollback();
}

TEST_F(DocumentsTest, ReadsOfThePastSeeWhatWasThen) {
  auto documents = Opened();
  for (int n = 1; n <= 3; ++n) {
    documents->Begin(now_ + absl::Seconds(n));
    documents->Put("c", "k", n);
    ASSERT_TRUE(documents->Commit().ok());
  }
  documents->Begin(now_ + absl::Seconds(9), now_ + absl::Seconds(2));
  EXPECT_EQ(documents->Get("c", "k"), 2);
  EXPECT_EQ(documents->List("c", ""), std::vector<nlohmann::json>{2});
  documents->Rollback();
  documents->Begin(now_ + absl::Seconds(9), now_);
  EXPECT_FALSE(documents->Get("c", "k"));
  documents->Rollback();
}

TEST_F(DocumentsTest, TheStateIsReadableForItsOwnerOnly) {
  Opened();
  struct stat info;
  ASSERT_EQ(stat((directory_.path() + "/state.db").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST_F(DocumentsTest, AFileThatIsNoStateIsRefused) {
  ASSERT_TRUE(WriteFileAtomically(directory_.path() + "/state.db", std::string(5000, 'x')).ok());
  EXPECT_EQ(DiagnosisOf(Documents::Open(directory_.path() + "/state.db").status()).code(),
            "CLOUD-STATE");
}

TEST_F(DocumentsTest, BlobsComeBackByTheirDigest) {
  const Blobs blobs(directory_.path() + "/blobs");
  const auto digest = blobs.Put("bytes");
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(*digest, DigestOf("bytes"));
  EXPECT_EQ(*blobs.Put("bytes"), *digest);
  EXPECT_EQ(*blobs.Get(*digest), "bytes");
  EXPECT_FALSE(blobs.Get(DigestOf("other")).ok());
}

}  // namespace
}  // namespace release::cloud

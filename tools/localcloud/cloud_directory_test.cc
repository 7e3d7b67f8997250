#include "tools/localcloud/cloud_directory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"

namespace release {
namespace {

namespace fs = std::filesystem;

class CloudDirectoryTest : public testing::Test {
 protected:
  const TempDirectory temp_ = *TempDirectory::Create();
  const std::string path_ = temp_.path() + "/state/cloud";
};

std::string CodeOf(const absl::Status& status) { return DiagnosisOf(status).code(); }

mode_t ModeOf(const std::string& path) {
  struct stat found {};
  stat(path.c_str(), &found);
  return found.st_mode & 07777;
}

TEST_F(CloudDirectoryTest, IsMadePrivate) {
  const absl::StatusOr<CloudDirectory> directory = CloudDirectory::Open(path_, "run");
  ASSERT_TRUE(directory.ok()) << directory.status();
  EXPECT_EQ(ModeOf(path_), 0700u);
}

TEST_F(CloudDirectoryTest, TheSecondUserIsRefusedAndToldWhoTheFirstIs) {
  const absl::StatusOr<CloudDirectory> first = CloudDirectory::Open(path_, "run");
  ASSERT_TRUE(first.ok()) << first.status();
  const absl::StatusOr<CloudDirectory> second = CloudDirectory::Open(path_ + "/../cloud", "up");
  EXPECT_EQ(CodeOf(second.status()), "CLOUD-IN-USE");
  const std::string why = DiagnosisOf(second.status()).why();
  EXPECT_NE(why.find("pid " + std::to_string(getpid()) + " (run) since 20"), std::string::npos)
      << why;
}

TEST_F(CloudDirectoryTest, IsFreeAgainAfterItsUser) {
  {
    absl::StatusOr<CloudDirectory> first = CloudDirectory::Open(path_, "run");
    ASSERT_TRUE(first.ok()) << first.status();
    ASSERT_TRUE(first->TellAddresses({.postgres = "127.1.2.3:5432", .api = "127.1.2.3:8080"}).ok());
    const std::optional<RunningRecord> user = CloudDirectory::InUseBy(path_);
    ASSERT_TRUE(user.has_value());
    EXPECT_EQ(user->api, "127.1.2.3:8080");
  }
  EXPECT_FALSE(CloudDirectory::InUseBy(path_).has_value());
  const absl::StatusOr<CloudDirectory> next = CloudDirectory::Open(path_, "run");
  ASSERT_TRUE(next.ok()) << next.status();
}

TEST_F(CloudDirectoryTest, AForeignDirectoryIsRefusedAndLeftAsItIs) {
  fs::create_directories(path_);
  fs::permissions(path_, fs::perms(0755));
  ASSERT_TRUE(WriteFileAtomically(path_ + "/thesis.txt", "years of work").ok());
  EXPECT_EQ(CodeOf(CloudDirectory::Open(path_, "reset").status()), "CLOUD-NOT-OURS");
  EXPECT_EQ(ModeOf(path_), 0755u);
  EXPECT_EQ(*ReadFile(path_ + "/thesis.txt", 100), "years of work");
  EXPECT_FALSE(fs::exists(path_ + "/localcloud.lock"));
}

TEST_F(CloudDirectoryTest, AFileInItsPlaceIsRefused) {
  ASSERT_TRUE(WriteFileAtomically(temp_.path() + "/file", "").ok());
  EXPECT_EQ(CodeOf(CloudDirectory::Open(temp_.path() + "/file", "run").status()), "CLOUD-NOT-OURS");
}

TEST_F(CloudDirectoryTest, ThePasswordIsMadeOnceAndOnlyTheUserReadsIt) {
  const absl::StatusOr<CloudDirectory> directory = CloudDirectory::Open(path_, "run");
  ASSERT_TRUE(directory.ok()) << directory.status();
  const std::string first(directory->Password()->Reveal());
  EXPECT_EQ(first.size(), 32u);
  EXPECT_EQ(directory->Password()->Reveal(), first);
  EXPECT_EQ(ModeOf(path_ + "/postgres-password"), 0600u);
}

TEST_F(CloudDirectoryTest, DataWithoutTheirPasswordAreReported) {
  const absl::StatusOr<CloudDirectory> directory = CloudDirectory::Open(path_, "run");
  ASSERT_TRUE(directory.ok()) << directory.status();
  fs::create_directory(path_ + "/postgres");
  EXPECT_EQ(CodeOf(directory->Password().status()), "CLOUD-PASSWORD-LOST");
}

TEST_F(CloudDirectoryTest, EveryRunGetsAHigherGeneration) {
  {
    const absl::StatusOr<CloudDirectory> directory = CloudDirectory::Open(path_, "run");
    ASSERT_TRUE(directory.ok()) << directory.status();
    EXPECT_EQ(*directory->NextGeneration(), 1u);
    EXPECT_EQ(*directory->NextGeneration(), 2u);
  }
  const absl::StatusOr<CloudDirectory> next = CloudDirectory::Open(path_, "run");
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(*next->NextGeneration(), 3u);
}

TEST_F(CloudDirectoryTest, ADamagedGenerationIsReportedAndNotReset) {
  const absl::StatusOr<CloudDirectory> directory = CloudDirectory::Open(path_, "run");
  ASSERT_TRUE(directory.ok()) << directory.status();
  ASSERT_TRUE(WriteFileAtomically(path_ + "/generation", "seven").ok());
  EXPECT_EQ(CodeOf(directory->NextGeneration().status()), "CLOUD-GENERATION-DAMAGED");
  EXPECT_EQ(*ReadFile(path_ + "/generation", 100), "seven");
}

TEST_F(CloudDirectoryTest, RemoveLeavesNothingAndTheNextOneStartsAnew) {
  {
    absl::StatusOr<CloudDirectory> directory = CloudDirectory::Open(path_, "reset");
    ASSERT_TRUE(directory.ok()) << directory.status();
    ASSERT_TRUE(directory->NextGeneration().ok());
    ASSERT_TRUE(directory->Remove().ok());
    EXPECT_FALSE(fs::exists(path_));
  }
  EXPECT_FALSE(fs::exists(path_));
  const absl::StatusOr<CloudDirectory> next = CloudDirectory::Open(path_, "run");
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(*next->NextGeneration(), 1u);
}

TEST_F(CloudDirectoryTest, WhatAKilledInitdbLeftIsRemoved) {
  { ASSERT_TRUE(CloudDirectory::Open(path_, "run").ok()); }
  fs::create_directories(path_ + "/postgres.new-abc/base");
  ASSERT_TRUE(CloudDirectory::Open(path_, "run").ok());
  EXPECT_FALSE(fs::exists(path_ + "/postgres.new-abc"));
}

TEST_F(CloudDirectoryTest, SecretsAreMadeOnceAndArePrivate) {
  const absl::StatusOr<CloudDirectory> directory = CloudDirectory::Open(path_, "run");
  ASSERT_TRUE(directory.ok()) << directory.status();
  const absl::StatusOr<Secret> made = directory->SecretFile("token");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->Reveal().size(), 32u);
  EXPECT_EQ(directory->SecretFile("token")->Reveal(), made->Reveal());
  EXPECT_NE(directory->SecretFile("other")->Reveal(), made->Reveal());
  EXPECT_EQ(ModeOf(path_ + "/token"), 0600u);
}

}  // namespace
}  // namespace release

#include "tools/localcloud/front/host_links.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"

namespace release::cloud {
namespace {

class HostLinksTest : public testing::Test {
 protected:
  std::string TargetOf(const std::string& host) {
    std::error_code error;
    return std::filesystem::read_symlink(directory_.path() + "/hosts/" + host, error);
  }

  TempDirectory directory_ = *TempDirectory::Create();
  std::unique_ptr<HostLinks> table_ = *HostLinks::Open(directory_.path());
};

TEST_F(HostLinksTest, AHostLeadsToItsLatestSocket) {
  ASSERT_TRUE(table_->Serve("api.spectral.test", "one.sock").ok());
  EXPECT_EQ(TargetOf("api.spectral.test"), "../one.sock");
  ASSERT_TRUE(table_->Serve("api.spectral.test", "/run/two.sock").ok());
  EXPECT_EQ(TargetOf("api.spectral.test"), "/run/two.sock");
  EXPECT_TRUE(table_->Unserve("api.spectral.test").ok());
  EXPECT_TRUE(table_->Unserve("api.spectral.test").ok());
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() + "/hosts"));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() + "/known"));
}

TEST_F(HostLinksTest, WhatAnEarlierRunServedIsForgotten) {
  ASSERT_TRUE(table_->Serve("api.spectral.test", "one.sock").ok());
  table_.reset();
  table_ = *HostLinks::Open(directory_.path());
  EXPECT_EQ(TargetOf("api.spectral.test"), "");
}

TEST_F(HostLinksTest, NamesThatWouldLeaveTheDirectoryAreRefused) {
  for (const std::string host :
       {"", ".", "..", "../a", "a/b", "a..b", ".a", "a.", "A.test", "a_b", "a b", "a:1"}) {
    EXPECT_EQ(DiagnosisOf(table_->Serve(host, "x")).code(), "CLOUD-HOST-NAME") << host;
    EXPECT_EQ(DiagnosisOf(table_->Unserve(host)).code(), "CLOUD-HOST-NAME") << host;
  }
  EXPECT_FALSE(table_->Serve(std::string(91, 'a'), "x").ok());
  EXPECT_FALSE(table_->Serve(std::string("a\0b", 3), "x").ok());
}

}  // namespace
}  // namespace release::cloud

#include "tools/localcloud/vendors/certified_hosts.h"

#include <gtest/gtest.h>

#include <memory>

#include "tools/base/clock_fake.h"
#include "tools/base/files.h"

namespace release::cloud {
namespace {

class Served : public HostTable {
 public:
  absl::Status Serve(const std::string& host, const std::string& socket) override {
    sockets[host] = socket;
    return absl::OkStatus();
  }
  absl::Status Unserve(const std::string& host) override {
    sockets.erase(host);
    return absl::OkStatus();
  }
  std::map<std::string, std::string> sockets;
};

class CertifiedHostsTest : public testing::Test {
 protected:
  bool Certified(const std::string& host) { return certificates_->Has(host); }

  TempDirectory directory_ = *TempDirectory::Create();
  FakeClock clock_;
  Served served_;
  std::unique_ptr<Certificates> certificates_ = *Certificates::Open(directory_.path(), "127.3.4.5");
  CertifiedHosts hosts_{
      served_, *certificates_, {.zones = {"spectral.test"}, .delay = absl::Seconds(2)}, clock_};
};

TEST_F(CertifiedHostsTest, AHostOfTheVendorHasACertificateAtOnce) {
  ASSERT_TRUE(hosts_.Serve("docs.pages.dev", "a.sock").ok());
  ASSERT_TRUE(hosts_.Serve("notspectral.test", "a.sock").ok());
  EXPECT_TRUE(Certified("docs.pages.dev"));
  EXPECT_TRUE(Certified("notspectral.test"));
}

TEST_F(CertifiedHostsTest, AHostOfAZoneIsServedAtOnceAndGetsItsCertificateLater) {
  ASSERT_TRUE(hosts_.Serve("api.spectral.test", "a.sock").ok());
  EXPECT_EQ(served_.sockets["api.spectral.test"], "a.sock");
  clock_.Advance(absl::Seconds(1));
  // Another deploy meanwhile does not start the time again.
  ASSERT_TRUE(hosts_.Serve("api.spectral.test", "b.sock").ok());
  ASSERT_TRUE(hosts_.Tick().ok());
  EXPECT_FALSE(Certified("api.spectral.test"));
  EXPECT_TRUE(hosts_.IsPending("api.spectral.test"));
  clock_.Advance(absl::Seconds(1));
  ASSERT_TRUE(hosts_.Tick().ok());
  EXPECT_TRUE(Certified("api.spectral.test"));
  EXPECT_FALSE(hosts_.IsPending("api.spectral.test"));
}

TEST_F(CertifiedHostsTest, AHostThatIsTakenAwayMeanwhileGetsNone) {
  ASSERT_TRUE(hosts_.Serve("api.spectral.test", "a.sock").ok());
  ASSERT_TRUE(hosts_.Unserve("api.spectral.test").ok());
  clock_.Advance(absl::Seconds(3));
  ASSERT_TRUE(hosts_.Tick().ok());
  EXPECT_FALSE(Certified("api.spectral.test"));
}

TEST_F(CertifiedHostsTest, WhatWasOrderedMeanwhileStays) {
  ASSERT_TRUE(hosts_.Serve("api.spectral.test", "a.sock").ok());
  ASSERT_TRUE(certificates_->IssueWrong("api.spectral.test", "other.invalid").ok());
  const std::string file = directory_.path() + "/certs/api.spectral.test.pem";
  const std::string wrong = *ReadFile(file, 1 << 16);
  clock_.Advance(absl::Seconds(3));
  ASSERT_TRUE(hosts_.Tick().ok());
  EXPECT_EQ(*ReadFile(file, 1 << 16), wrong);
}

TEST_F(CertifiedHostsTest, WithoutADelayEveryHostHasOneAtOnce) {
  CertifiedHosts hosts(served_, *certificates_, {.zones = {"spectral.test"}, .delay = {}}, clock_);
  ASSERT_TRUE(hosts.Serve("api.spectral.test", "a.sock").ok());
  EXPECT_TRUE(Certified("api.spectral.test"));
}

}  // namespace
}  // namespace release::cloud

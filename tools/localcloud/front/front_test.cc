// Names and certificates, with curl as the client.
#include "tools/localcloud/front/front.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/front/testing/front_fixture.h"

namespace release::cloud {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kApi = "api.spectral.test";
constexpr const char* kApp = "app.spectral.test";

class FrontTest : public FrontFixture {
 protected:
  void SetUp() override {
    FrontFixture::SetUp();
    AddServer("one");
    AddServer("two");
    for (const char* host : {kApi, kApp}) ASSERT_TRUE(front_->certificates().Issue(host).ok());
    ASSERT_TRUE(front_->hosts().Serve(kApi, "one.sock").ok());
  }
};

TEST_F(FrontTest, AHostIsServedByItsLatestServer) {
  ASSERT_TRUE(front_->hosts().Serve(kApp, directory_.path() + "/run/two.sock").ok());
  EXPECT_THAT(Get(kApi), StartsWith("one"));
  EXPECT_THAT(Get(kApp), StartsWith("two"));
  ASSERT_TRUE(front_->hosts().Serve(kApi, "two.sock").ok());
  EXPECT_THAT(Get(kApi), StartsWith("two"));
}

TEST_F(FrontTest, AHostThatNobodyServesIs421AndNamed) {
  EXPECT_EQ(StatusOf(kApp), "421");
  EXPECT_THAT(Get(kApp), HasSubstr("nothing serves app.spectral.test"));
  ASSERT_TRUE(front_->hosts().Unserve(kApi).ok());
  EXPECT_EQ(StatusOf(kApi), "421");
}

TEST_F(FrontTest, AServerThatIsGoneIs502) {
  servers_.clear();
  EXPECT_EQ(StatusOf(kApi), "502");
  EXPECT_THAT(Get(kApi), HasSubstr("CLOUD-HOST-DOWN"));
}

TEST_F(FrontTest, AFrontThatIsKilledIsStartedAgainAndServesWhatItServed) {
  EXPECT_EQ(front_->Tend(absl::Seconds(100)), "");
  kill(front_->process().pid(), SIGKILL);
  std::string news;
  while (news.empty()) news = front_->Tend(absl::Seconds(100));
  EXPECT_THAT(news, HasSubstr("nginx ended (killed by SIGKILL"));
  EXPECT_THAT(news, HasSubstr("nginx runs again"));
  EXPECT_TRUE(front_->up());
  EXPECT_THAT(Get(kApi), StartsWith("one"));
}

TEST_F(FrontTest, ACertificateThatIsNotIssuedFailsTheHandshake) {
  const std::string late = "late.spectral.test";
  ASSERT_TRUE(front_->hosts().Serve(late, "one.sock").ok());
  EXPECT_THAT(Get(late), StartsWith("exit code 35"));
  ASSERT_TRUE(front_->certificates().Issue(late).ok());
  EXPECT_THAT(Get(late), StartsWith("one"));
  ASSERT_TRUE(front_->certificates().Remove(late).ok());
  EXPECT_THAT(Get(late), StartsWith("exit code 35"));
}

TEST_F(FrontTest, ACertificateForAnotherNameIsNoticedAndMended) {
  ASSERT_TRUE(front_->certificates().IssueWrong(kApi, "www.example.com").ok());
  EXPECT_THAT(Get(kApi), StartsWith("exit code 60"));
  ASSERT_TRUE(front_->certificates().Issue(kApi).ok());
  EXPECT_THAT(Get(kApi), StartsWith("one"));
}

TEST_F(FrontTest, AClientWithoutAHostNameGetsACertificateForTheAddress) {
  EXPECT_THAT(Get(settings_.address), HasSubstr("CLOUD-HOST-UNKNOWN"));
}

TEST_F(FrontTest, ThePathAndTheEdgesHeadersReachTheServer) {
  const std::string said =
      Curl(kApi, {"-H", "X-Forwarded-For: 10.1.1.1", "-H", "CF-Connecting-IP: 6.6.6.6",
                  Url(kApi, "/a%2Fb/../c?d=e%20f"), "--path-as-is"})
          .out;
  EXPECT_THAT(said, HasSubstr("GET /a%2Fb/../c?d=e%20f\n"));
  EXPECT_THAT(said, HasSubstr(Concat("Host: ", kApi, ":", settings_.port, "\n")));
  EXPECT_THAT(said, HasSubstr("X-Forwarded-For: 10.1.1.1, 127.0.0.1\n"));
  EXPECT_THAT(said, HasSubstr("X-Forwarded-Proto: https\n"));
  EXPECT_THAT(said, HasSubstr("CF-Connecting-IP: 127.0.0.1\n"));
  EXPECT_THAT(said, testing::ContainsRegex("CF-Ray: [0-9a-f]+-LOC\n"));
  EXPECT_THAT(said, Not(HasSubstr("6.6.6.6")));
}

TEST_F(FrontTest, TwoVersionsOfHttpAreSpoken) {
  const std::vector<std::string> more = {"-o", "/dev/null", "-w", "%{http_version}", Url(kApi)};
  auto with = [&more](const std::string& flag) {
    auto all = more;
    all.push_back(flag);
    return all;
  };
  EXPECT_EQ(Curl(kApi, with("--http2")).out, "2");
  EXPECT_EQ(Curl(kApi, with("--http1.1")).out, "1.1");
}

TEST_F(FrontTest, BotProtectionAnswersInPlaceOfTheServerUntilItIsOff) {
  ASSERT_TRUE(front_->SetFault(kApi, HostFault::kBotProtection, true).ok());
  const RunResult blocked = Curl(kApi, {"-i", Url(kApi), "-X", "POST", "-d", "x"});
  EXPECT_THAT(blocked.out, HasSubstr("403"));
  EXPECT_THAT(blocked.out, HasSubstr("cf-mitigated: challenge"));
  EXPECT_THAT(blocked.out, HasSubstr("<title>Just a moment...</title>"));
  ASSERT_TRUE(front_->SetFault(kApi, HostFault::kBotProtection, false).ok());
  EXPECT_EQ(StatusOf(kApi), "200");

  ASSERT_TRUE(front_->SetFault(kApi, HostFault::kCaptivePortal, true).ok());
  EXPECT_EQ(StatusOf(kApi), "200");
  EXPECT_THAT(Get(kApi), HasSubstr("Sign in to this network"));
  ASSERT_TRUE(front_->SetFault(kApi, HostFault::kCaptivePortal, false).ok());
  EXPECT_THAT(Get(kApi), StartsWith("one"));
}

TEST_F(FrontTest, RequestsAreLoggedWithoutTheirQueries) {
  Get(kApi, "/seen?token=s3cret");
  const std::string log = *ReadFile(directory_.path() + "/logs/front.log", 1 << 20);
  EXPECT_THAT(log, HasSubstr(R"("host":"api.spectral.test","path":"/seen","status":200)"));
  EXPECT_THAT(log, Not(HasSubstr("s3cret")));
}

TEST_F(FrontTest, TheAuthorityOutlivesARestartAndItsKeyIsPrivate) {
  const std::string before = *ReadFile(front_->certificates().ca_path(), 10000);
  front_->Stop();
  front_.reset();
  FrontFixture::SetUp();
  EXPECT_EQ(*ReadFile(front_->certificates().ca_path(), 10000), before);
  ASSERT_TRUE(front_->hosts().Serve(kApi, "one.sock").ok());
  EXPECT_THAT(Get(kApi), StartsWith("one"));
  for (const char* name : {"/ca.key", "/certs/api.spectral.test.pem"}) {
    struct stat found;
    ASSERT_EQ(stat((directory_.path() + name).c_str(), &found), 0) << name;
    EXPECT_EQ(found.st_mode & 0777, 0600u) << name;
  }
}

TEST_F(FrontTest, AnAddressThatIsTakenIsToldAndOthersAreRefused) {
  const TempDirectory other = *TempDirectory::Create();
  FrontSettings settings = settings_;
  settings.directory = other.path();
  EXPECT_EQ(DiagnosisOf(Front::Start(settings).status()).code(), "CLOUD-PORT-TAKEN");
  for (const char* address : {"0.0.0.0", "10.0.0.1", "localhost", "127.0.0.1; x"}) {
    settings.address = address;
    EXPECT_EQ(DiagnosisOf(Front::Start(settings).status()).code(), "HTTP-NOT-LOOPBACK");
  }
}

}  // namespace
}  // namespace release::cloud

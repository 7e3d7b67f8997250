// What code fetches goes through the real front, over TLS with the name it asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/base/text.h"
#include "tools/localcloud/edge/testing/edge_fixture.h"
#include "tools/localcloud/front/testing/front_fixture.h"

namespace release::cloud {
namespace {

using testing::HasSubstr;

// Fetches the address in the variable TARGET.
constexpr char kCaller[] = R"(export default { async fetch(request, env) {
  const answer = await fetch(env.TARGET + "/x", { method: "POST", body: "sent" });
  return new Response(`${answer.status} ${await answer.text()}`);
} };)";

constexpr char kCalled[] = R"(export default { async fetch(request) {
  return new Response(`${request.method} ${request.url} ${await request.text()}`);
} };)";

class OutboundTest : public FrontFixture {
 protected:
  void SetUp() override {
    FrontFixture::SetUp();
    OutboundSettings outbound;
    outbound.front = Concat(settings_.address, ":", settings_.port);
    outbound.ca_file = front_->certificates().ca_path();
    cloud_ = std::make_unique<EdgeUnderTest>(directory_.path(), front_->hosts(), outbound);
    auto called = WorkerOf(*cloud_, "called", "v1", kCalled);
    called.hostnames = {"api.spectral.test"};
    cloud_->edge().OnWorkerDeployed(called);
    ASSERT_TRUE(cloud_->Serves("called", "v1"));
  }
  void TearDown() override { cloud_.reset(); }

  std::string CallThrough(const std::string& target) {
    auto caller = WorkerOf(*cloud_, "caller", "v1", kCaller);
    caller.bindings = {{{"name", "TARGET"}, {"type", "plain_text"}, {"text", target}}};
    cloud_->edge().OnWorkerDeployed(caller);
    EXPECT_TRUE(cloud_->Serves("caller", "v1")) << cloud_->Log("caller");
    return cloud_->Get("caller.example.com", "/").body;
  }

  std::unique_ptr<EdgeUnderTest> cloud_;
};

TEST_F(OutboundTest, AHostOfTheCloudAnswersOverTls) {
  ASSERT_TRUE(front_->certificates().Issue("api.spectral.test").ok());
  EXPECT_EQ(CallThrough("https://api.spectral.test"), "200 POST https://api.spectral.test/x sent");
}

TEST_F(OutboundTest, ACertificateForAnotherNameIsNotAccepted) {
  ASSERT_TRUE(front_->certificates().IssueWrong("api.spectral.test", "www.example.com").ok());
  EXPECT_THAT(CallThrough("https://api.spectral.test"),
              HasSubstr("502 localcloud: api.spectral.test: "));
}

TEST_F(OutboundTest, ANameThatTheFrontDoesNotHaveEndsThere) {
  EXPECT_THAT(CallThrough("https://www.example.net"), HasSubstr("502 localcloud: www.example.net"));
}

}  // namespace
}  // namespace release::cloud

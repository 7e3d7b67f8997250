// The built plugin in a real step host.
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "plugins/lib/health/test_server.h"
#include "plugins/smoke/config.pb.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/convergence.h"
#include "tools/sdk/testing/hosted_step.h"

namespace release::smoke {
namespace {

using health::TestServer;

TEST(HostedSmokeTest, Converges) {
  TestServer server([](int) { return TestServer::Http("200 OK", R"({"outbox":"wired"})"); });
  Config config;
  config.set_url(Concat("http://127.0.0.1:", server.port(), "/health"));
  (*config.mutable_expect_json())["outbox"] = "wired";
  auto host = kit::HostedStep::Start();
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_EQ((*host)->hello().plugin(), "smoke");
  EXPECT_TRUE(kit::Converges(**host, kit::CallOf(v1::PHASE_PLAN, config)));
}

TEST(HostedSmokeTest, CancelEndsAWaitForAnAnswer) {
  TestServer silent([](int) { return std::string(TestServer::kSilence); });
  Config config;
  config.set_url(Concat("http://127.0.0.1:", silent.port(), "/health"));
  auto host = kit::HostedStep::Start();
  ASSERT_TRUE(host.ok()) << host.status();
  std::thread cancel([&] {
    while (silent.requests() == 0) std::this_thread::yield();
    (*host)->Cancel();
  });
  const kit::Recording stopped = (*host)->Run(kit::CallOf(v1::PHASE_VERIFY, config));
  cancel.join();
  EXPECT_EQ(stopped.outcome(), v1::OUTCOME_CANCELLED) << stopped;
}

}  // namespace
}  // namespace release::smoke

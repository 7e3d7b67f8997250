// The built plugin in a real step host.
#include "gmock/gmock.h"
#include "plugins/lib/health/test_server.h"
#include "plugins/verify/verify_fixture.h"
#include "tools/sdk/testing/convergence.h"
#include "tools/sdk/testing/hosted_step.h"

namespace release::verify {
namespace {

TEST(HostedVerifyTest, Converges) {
  health::TestServer server(Always(Health()));
  auto host = kit::HostedStep::Start();
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_EQ((*host)->hello().plugin(), "verify");
  EXPECT_TRUE(kit::Converges(**host, CallFor(v1::PHASE_PLAN, ContractConfig(server.port()))));
}

TEST(HostedVerifyTest, ABrokenContractEndsWithTheWholeTable) {
  health::TestServer server(Always(Health("unwired")));
  auto host = kit::HostedStep::Start();
  ASSERT_TRUE(host.ok()) << host.status();
  const kit::Recording failed =
      (*host)->Run(CallFor(v1::PHASE_VERIFY, ContractConfig(server.port())));
  EXPECT_EQ(failed.code(), "VERIFY-CONTRACT") << failed;
  EXPECT_EQ(failed.outputs.count("llm"), 1u);
}

}  // namespace
}  // namespace release::verify

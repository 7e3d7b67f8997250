// Generations and the outbox, with real server processes.

#include <signal.h>

#include <string>

#include "apps/api/api_fixture.h"
#include "apps/api/api_process.h"
#include "gtest/gtest.h"

namespace spectral {
namespace {

class ApiOutboxTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    if (!HasFatalFailure()) MakeProduct();
  }

  std::string Count(const std::string& where) {
    return Value("select count(*) from spectral.outbox where " + where);
  }
  // How often messages of this generation's thread were delivered: counted by the effect itself.
  std::string Deliveries(int generation) {
    return Value("select delivered_count from agent_threads where slug = 'generation-" +
                 std::to_string(generation) + "'");
  }
};

TEST_F(ApiOutboxTest, EachGenerationHandlesItsOwnRowsExactlyOnce) {
  for (const int generation : {1, 2, 3}) AddMessages(generation, 100);
  ApiProcess first(Variables(1)), second(Variables(2));
  ASSERT_TRUE(Eventually([&] {
    return Count("generation in (1, 2) and handled_at is not null") == "200";
  })) << first.Stderr()
      << second.Stderr();
  EXPECT_EQ(Deliveries(1), "100");
  EXPECT_EQ(Deliveries(2), "100");
  EXPECT_EQ(Count("generation = 1 and claimed_by like 'generation-1-%' and attempts = 1"), "100");
  EXPECT_EQ(Count("generation = 2 and claimed_by like 'generation-2-%' and attempts = 1"), "100");
  // Nobody serves generation 3: its rows stay as they were, through many passes of the others.
  AddMessages(1, 1);
  ASSERT_TRUE(Eventually([&] { return Deliveries(1) == "101"; }));
  EXPECT_EQ(Count("generation = 3 and claimed_by is null and attempts = 0"), "100");
  EXPECT_EQ(Deliveries(3), "0");
}

TEST_F(ApiOutboxTest, AKilledWorkerLosesNothingAndRepeatsNothing) {
  auto variables = Variables(5);
  variables["SPECTRAL_OUTBOX_CLAIM_SECONDS"] = "1";
  AddMessages(5, 600);
  ApiProcess survivor(variables);
  {
    ApiProcess victim(variables);
    // Killed at whatever it is doing, in the middle of the work.
    ASSERT_TRUE(Eventually([&] { return Count("handled_at is not null") != "0"; }));
    victim.Signal(SIGKILL);
    EXPECT_EQ(victim.Wait(), -SIGKILL);
  }
  ASSERT_TRUE(Eventually([&] { return Count("handled_at is not null") == "600"; }))
      << Count("handled_at is not null") << survivor.Stderr();
  EXPECT_EQ(Deliveries(5), "600");
}

TEST_F(ApiOutboxTest, ATerminatedWorkerHoldsNoClaim) {
  AddMessages(5, 600);
  ApiProcess api(Variables(5));
  ASSERT_TRUE(Eventually([&] { return Count("handled_at is not null") != "0"; }));
  api.Signal(SIGTERM);
  EXPECT_EQ(api.Wait(), 0);
  EXPECT_EQ(Count("handled_at is null and claimed_by is not null"), "0");
  EXPECT_EQ(Deliveries(5), Count("handled_at is not null"));
  // The next one of the generation need not wait for an old claim.
  ApiProcess next(Variables(5));
  EXPECT_TRUE(Eventually([&] { return Deliveries(5) == "600"; })) << next.Stderr();
}

TEST_F(ApiOutboxTest, ARowNobodyKnowsHowToHandleSaysSoAndHoldsUpNothing) {
  Execute(
      "insert into spectral.outbox (generation, topic, payload) values"
      " (1, 'unknown.topic', '{}'),"
      " (1, 'agent_message.posted', '{\"message_id\": \"nonsense\"}')");
  AddMessages(1, 1);
  ApiProcess api(Variables(1));
  ASSERT_TRUE(Eventually([&] { return Deliveries(1) == "1" && Count("attempts > 0") == "3"; }));
  ASSERT_TRUE(Eventually([&] { return Count("last_error is not null") == "2"; }));
  EXPECT_EQ(Value("select last_error from spectral.outbox where topic = 'unknown.topic'"),
            "no handler for the topic unknown.topic");
  EXPECT_EQ(Count("last_error like '%invalid input syntax for type uuid%'"), "1");
  EXPECT_EQ(api.Get("/health").status, 200);
}

}  // namespace
}  // namespace spectral

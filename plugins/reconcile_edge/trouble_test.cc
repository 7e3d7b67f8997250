// Answers that get lost, errors that pass, and ends in the middle.
#include <set>
#include <string>

#include "plugins/reconcile_edge/edge_fixture.h"
#include "tools/base/text.h"

namespace release::reconcile_edge {
namespace {

using kit::Recording;
using nlohmann::json;
using testing::IsEmpty;

struct MethodRoute {
  std::string method;
  std::string route;
};
MethodRoute Split(const std::string& call) {
  const size_t space = call.find(' ');
  return {call.substr(0, space), call.substr(space + 1)};
}

class EdgeTroubleTest : public EdgeFixture {
 protected:
  // Each effect is there once, and nothing is left to do.
  void ExpectDone(const std::string& after) {
    EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_SUCCEEDED) << after;
    const Recording again = Run(v1::PHASE_APPLY);
    EXPECT_EQ(again.outcome(), v1::OUTCOME_UNCHANGED) << after << again;
    EXPECT_EQ(Ask("GET", ZonePath() + "/dns_records?name=app.example.com").size(), 1u) << after;
    EXPECT_EQ(Ask("GET", ZonePath() + "/rulesets/phases/http_request_firewall_custom/entrypoint")
                  .at("rules")
                  .size(),
              1u)
        << after;
  }

  // The calls that change something, as an undisturbed run makes them.
  std::vector<std::string> MutationsOfARun() {
    Calls();
    EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
    return Mutations();
  }
};

TEST_F(EdgeTroubleTest, ALostAnswerOfAnyMutatingCallIsOneEffect) {
  const std::vector<std::string> mutations = MutationsOfARun();
  ASSERT_EQ(mutations.size(), 8u);
  for (const char* kind : {"reset_after", "cut_answer", "reset_before"}) {
    for (size_t at = 0; at < mutations.size(); ++at) {
      Start();
      const MethodRoute call = Split(mutations[at]);
      int before = 0;  // calls of the same kind that go well first
      for (size_t i = 0; i < at; ++i) before += mutations[i] == mutations[at] ? 1 : 0;
      Order(call.method, call.route, {{"kind", kind}}, before);
      const Recording applied = Run(v1::PHASE_APPLY);
      EXPECT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED)
          << kind << " " << mutations[at] << applied;
      EXPECT_EQ(applied.ChangeIds().size(), 8u) << kind << " " << mutations[at];
      const size_t sent = Mutations().size();
      EXPECT_EQ(sent, std::string(kind) == "reset_before" ? 9u : 8u) << kind << mutations[at];
      ExpectDone(Concat(kind, " at ", mutations[at]));
    }
  }
}

TEST_F(EdgeTroubleTest, ErrorsThatPassAreSurvivedAtEachCallOnce) {
  Calls();
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  const std::vector<std::string> all = Calls();
  const std::set<std::string> calls(all.begin(), all.end());
  const json faults[] = {{{"kind", "status"}, {"status", 429}, {"retry_after", 0}},
                         {{"kind", "status"}, {"status", 503}},
                         {{"kind", "html"}, {"status", 502}}};
  for (const json& fault : faults) {
    Start();
    for (const std::string& call : calls) {
      Order(Split(call).method, Split(call).route, fault);
    }
    const Recording applied = Run(v1::PHASE_APPLY);
    EXPECT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << fault << applied;
    ExpectDone(fault.dump());
  }
}

TEST_F(EdgeTroubleTest, AnErrorThatStaysEndsWithItsCodeAndTheSameCommandFinishes) {
  const struct {
    json fault;
    const char* code;
  } cases[] = {
      {{{"kind", "status"}, {"status", 403}, {"code", 10000}}, "CLOUDFLARE-AUTH"},
      {{{"kind", "status"}, {"status", 400}, {"code", 9005}}, "CLOUDFLARE-REFUSED"},
      {{{"kind", "html"}, {"status", 200}}, "CLOUDFLARE-NOT-JSON"},
  };
  for (const auto& [fault, code] : cases) {
    Start();
    Order("POST", "/zones/{zone_id}/dns_records", fault, 0, 5);
    const Recording failed = Run(v1::PHASE_APPLY);
    EXPECT_EQ(failed.code(), code) << fault << failed;
    EXPECT_FALSE(failed.result->diagnosis().fix().empty());
    for (int run = 0; run < 5 && Run(v1::PHASE_APPLY).outcome() == v1::OUTCOME_FAILED; ++run) {
    }
    ExpectDone(code);
  }
}

TEST_F(EdgeTroubleTest, AStopAfterAnyRepairLeavesWhatTheNextRunFinishes) {
  for (int stop_at = 1; stop_at <= 8; stop_at += 2) {
    Start();
    int repairs = 0;
    step_.on_message = [&](const v1::HostMessage& message) {
      if (message.has_progress() && ++repairs == stop_at) step_.Cancel();
    };
    EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_CANCELLED) << stop_at;
    step_.on_message = nullptr;
    const Recording rest = Run(v1::PHASE_APPLY);
    EXPECT_EQ(rest.outcome(), v1::OUTCOME_SUCCEEDED) << rest;
    ExpectDone(Concat("stopped at ", stop_at));
  }
}

}  // namespace
}  // namespace release::reconcile_edge

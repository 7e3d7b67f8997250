// The smoke step against a real server on loopback.
#include <atomic>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "plugins/lib/health/test_server.h"
#include "plugins/smoke/config.pb.h"
#include "tools/base/clock.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/convergence.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::smoke {
namespace {

using health::ClosedPort;
using health::TestServer;
using kit::Recording;
using testing::HasSubstr;

std::string Url(int port, const std::string& path = "/health") {
  return Concat("http://127.0.0.1:", port, path);
}

Config ConfigFor(const std::string& url) {
  Config config;
  config.set_url(url);
  config.mutable_deadline()->set_seconds(30);
  config.mutable_interval()->set_nanos(20'000'000);
  return config;
}

// One that gives up soon, for answers that never become good.
Config Impatient(const std::string& url) {
  Config config = ConfigFor(url);
  config.mutable_deadline()->set_seconds(0);
  config.mutable_deadline()->set_nanos(100'000'000);
  return config;
}

Recording RunStep(v1::Phase phase, const Config& config) {
  kit::InProcessStep step;
  return step.Run(kit::CallOf(phase, config));
}

TestServer::Answer Always(std::string answer) {
  return [answer = std::move(answer)](int) { return answer; };
}

TEST(SmokeTest, ConvergesOnAHealthyService) {
  TestServer server(Always(TestServer::Http("200 OK", R"({"outbox":"wired","a":{"b":1}})")));
  Config config = ConfigFor(Url(server.port()));
  (*config.mutable_expect_json())["outbox"] = "wired";
  (*config.mutable_expect_json())["a.b"] = "1";
  kit::InProcessStep step;
  EXPECT_TRUE(kit::Converges(step, kit::CallOf(v1::PHASE_PLAN, config)));
}

TEST(SmokeTest, ThePlanShowsOneProbeAndAsksNobody) {
  TestServer server(Always(TestServer::Http("200 OK")));
  const Recording plan = RunStep(v1::PHASE_PLAN, ConfigFor(Url(server.port())));
  ASSERT_EQ(plan.changes.size(), 1u) << plan;
  EXPECT_EQ(plan.changes[0].action(), v1::ACTION_RUN);
  EXPECT_EQ(server.requests(), 0);
}

TEST(SmokeTest, WaitsThroughErrorsAndSaysWhatItSees) {
  TestServer server([](int n) {
    if (n == 1) return TestServer::Http("503 Service Unavailable");
    if (n == 2) return std::string();
    if (n == 3) return TestServer::Http("200 OK", R"({"outbox":"idle"})");
    return TestServer::Http("200 OK", R"({"outbox":"wired"})");
  });
  Config config = ConfigFor(Url(server.port()));
  (*config.mutable_expect_json())["outbox"] = "wired";
  const Recording waited = RunStep(v1::PHASE_VERIFY, config);
  EXPECT_EQ(waited.outcome(), v1::OUTCOME_SUCCEEDED) << waited;
  EXPECT_EQ(server.requests(), 4);
  ASSERT_EQ(waited.progress.size(), 4u);
  EXPECT_THAT(waited.progress[1].text(), HasSubstr("/health: 503"));
  EXPECT_THAT(waited.progress[2].text(), HasSubstr("connection lost"));
  EXPECT_THAT(waited.progress[3].text(), HasSubstr("outbox is idle, not wired"));
}

TEST(SmokeTest, GoodAnswersMustComeInARow) {
  TestServer server(
      [](int n) { return TestServer::Http(n == 2 ? "502 Bad Gateway" : "200 OK", "{}"); });
  Config config = ConfigFor(Url(server.port()));
  config.set_consecutive(3);
  EXPECT_EQ(RunStep(v1::PHASE_VERIFY, config).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(server.requests(), 5);
}

TEST(SmokeTest, EachWrongAnswerHasItsCodeAndItsEvidence) {
  const struct {
    std::string answer;
    const char* code;
    const char* evidence;
    v1::Outcome outcome = v1::OUTCOME_FAILED;
  } cases[] = {
      {TestServer::Http("403 Forbidden", "blocked", "Server: cloudflare\r\nCF-RAY: 1-FRA\r\n"),
       "SMOKE-FORBIDDEN", "cf-ray: 1-FRA", v1::OUTCOME_INCONCLUSIVE},
      {TestServer::Http("301 Moved", "", "Location: https://elsewhere.example/\r\n"),
       "SMOKE-REDIRECT", "location: https://elsewhere.example/", v1::OUTCOME_INCONCLUSIVE},
      {TestServer::Http("500 Oops", "trace"), "SMOKE-SERVER-ERROR", "body: trace"},
      {TestServer::Http("404 Not Found"), "SMOKE-STATUS", "status: 404"},
      {TestServer::Http("200 OK", "<html>hi\x1b[31m</html>", "Content-Type: text/html; x\r\n"),
       "SMOKE-NOT-JSON", "body: <html>hi</html>", v1::OUTCOME_INCONCLUSIVE},
      {TestServer::Http("200 OK", R"({"outbox":"idle"})"), "SMOKE-BODY", "body: "},
      {TestServer::Http("200 OK", "[1]"), "SMOKE-BODY", "status: 200"},
      {TestServer::Http("200 OK", std::string(2 << 20, 'x')), "SMOKE-TOO-LARGE", "larger"},
      {"", "SMOKE-RESET", "Empty reply", v1::OUTCOME_INCONCLUSIVE},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "SMOKE-RESET", "body: abc",
       v1::OUTCOME_INCONCLUSIVE},
  };
  for (const auto& [answer, code, evidence, outcome] : cases) {
    TestServer server(Always(answer));
    Config config = Impatient(Url(server.port()));
    (*config.mutable_expect_json())["outbox"] = "wired";
    const Recording failed = RunStep(v1::PHASE_VERIFY, config);
    EXPECT_EQ(failed.outcome(), outcome) << failed;
    EXPECT_EQ(failed.code(), code) << failed;
    EXPECT_THAT(failed.result->diagnosis().DebugString(), HasSubstr(evidence));
    EXPECT_FALSE(failed.result->diagnosis().fix().empty());
  }
}

TEST(SmokeTest, ABotBlockedRequestIsExplained) {
  TestServer server(Always(TestServer::Http("403 Forbidden", "", "Server: cloudflare\r\n")));
  const Recording failed = RunStep(v1::PHASE_VERIFY, Impatient(Url(server.port())));
  EXPECT_THAT(failed.result->diagnosis().why(), HasSubstr("Bot Fight Mode"));
}

TEST(SmokeTest, EachNetworkFailureHasItsCode) {
  const ClosedPort closed;
  EXPECT_EQ(RunStep(v1::PHASE_VERIFY, Impatient(Url(closed.port()))).code(), "SMOKE-REFUSED");
  EXPECT_EQ(RunStep(v1::PHASE_VERIFY, Impatient("http://nowhere.invalid/")).code(), "SMOKE-DNS");
  TestServer silent(Always(TestServer::kSilence));
  Config config = Impatient(Url(silent.port()));
  config.mutable_answer_timeout()->set_nanos(50'000'000);
  EXPECT_EQ(RunStep(v1::PHASE_VERIFY, config).code(), "SMOKE-TIMEOUT");
}

TEST(SmokeTest, AnUntrustedCertificateIsWaitedForAndThenNamed) {
  TestServer server(Always(TestServer::Http("200 OK", "{}")), true);
  Config config = Impatient(Concat("https://localhost:", server.port(), "/health"));
  config.set_resolve(Concat("localhost:", server.port(), ":127.0.0.1"));
  const Recording failed = RunStep(v1::PHASE_VERIFY, config);
  EXPECT_EQ(failed.code(), "SMOKE-TLS") << failed;
  EXPECT_THAT(failed.progress.back().text(), HasSubstr("no trusted TLS connection"));

  config.set_ca_bundle(server.certificate_path());
  EXPECT_EQ(RunStep(v1::PHASE_VERIFY, config).outcome(), v1::OUTCOME_SUCCEEDED);

  config.set_url(Concat("https://other.example:", server.port(), "/health"));
  config.set_resolve(Concat("other.example:", server.port(), ":127.0.0.1"));
  EXPECT_EQ(RunStep(v1::PHASE_VERIFY, config).code(), "SMOKE-TLS")
      << "the name is not the certificate's";
}

TEST(SmokeTest, CancelEndsAPendingAnswerAtOnce) {
  TestServer silent(Always(TestServer::kSilence));
  kit::InProcessStep step;
  absl::Duration asked;
  std::atomic<bool> ended = false;
  std::thread cancel([&] {
    while (silent.requests() == 0 && !ended) std::this_thread::yield();
    asked = SystemClock().Monotonic();
    step.Cancel();
  });
  const Recording stopped = step.Run(kit::CallOf(v1::PHASE_VERIFY, ConfigFor(Url(silent.port()))));
  const absl::Duration took = SystemClock().Monotonic() - asked;
  ended = true;
  cancel.join();
  EXPECT_EQ(stopped.outcome(), v1::OUTCOME_CANCELLED) << stopped;
  // 100 ms on an idle machine; a busy one may take longer to schedule two threads.
  EXPECT_LT(took, absl::Seconds(2));
}

TEST(SmokeTest, ProductionRefusesPlaintextAndLoopback) {
  const struct {
    const char* url;
    const char* resolve;
    const char* code;
  } cases[] = {
      {"http://api.example.com/health", "", "SMOKE-PLAINTEXT"},
      {"https://localhost/health", "", "SMOKE-LOCAL"},
      {"https://[::1]:8443/health", "", "SMOKE-LOCAL"},
      {"https://api.example.com/", "api.example.com:443:127.0.0.1", "SMOKE-LOCAL"},
      {"ftp://api.example.com/", "", "SMOKE-URL"},
      {"https://user:hunter2marker@api.example.com/", "", "SMOKE-URL"},
      {"https:///health", "", "SMOKE-URL"},
      {"https://api.example.com/", "nonsense", "SMOKE-CONFIG"},
  };
  for (const auto& [url, resolve, code] : cases) {
    for (v1::Phase phase : {v1::PHASE_PLAN, v1::PHASE_APPLY, v1::PHASE_VERIFY}) {
      Config config = Impatient(url);
      config.set_resolve(resolve);
      v1::StepCall call = kit::CallOf(phase, config);
      call.mutable_release()->mutable_rules()->set_allow_local(false);
      kit::InProcessStep step;
      const Recording refused = step.Run(call);
      EXPECT_EQ(refused.code(), code) << url;
      EXPECT_EQ(refused.result->DebugString().find("hunter2marker"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace release::smoke

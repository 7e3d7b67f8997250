// Which release answers: the step against real servers on loopback, in two generations.
#include <string>

#include "gmock/gmock.h"
#include "plugins/lib/health/test_server.h"
#include "plugins/smoke/smoke_fixture.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::smoke {
namespace {

using health::ClosedPort;
using health::TestServer;
using kit::Recording;
using testing::AllOf;
using testing::HasSubstr;

std::string Said(const Recording& recording) { return recording.result->diagnosis().DebugString(); }

TEST(SmokeReleaseTest, TheOldGenerationIsWaitedOutAndTheNewOneMustAnswerInARow) {
  // An overlap: old, then mixed, then new.
  TestServer server([](int n) { return Health(n < 4 || n == 6 ? 4 : 5); });
  const Recording passed = Verify(PatientConfig(Url(server.port())));
  EXPECT_EQ(passed.outcome(), v1::OUTCOME_SUCCEEDED) << passed;
  EXPECT_EQ(server.requests(), 9);
  EXPECT_EQ(passed.outputs.at("generation"), "5");
  EXPECT_EQ(passed.outputs.at("image_digest"), kDigest);
  EXPECT_EQ(passed.outputs.at("revision"), kRevision);
  EXPECT_THAT(passed.progress[1].text(), HasSubstr("generation 4 still answers"));
}

TEST(SmokeReleaseTest, TheOldGenerationForeverIsAFailureThatSaysWhatIsLive) {
  TestServer server(Always(Health(4)));
  const Recording failed = Verify(ImpatientConfig(Url(server.port())));
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(failed.code(), "SMOKE-OLD-GENERATION") << failed;
  EXPECT_THAT(Said(failed), AllOf(HasSubstr("live: generation 4"), HasSubstr("verdict: fail"),
                                  HasSubstr("x-spectral-generation: 4")));
  EXPECT_THAT(
      failed.result->diagnosis().fix(),
      AllOf(HasSubstr("Nothing is rolled back"), HasSubstr(Concat("git revert ", kRevision)),
            HasSubstr("git merge --ff-only main"),
            HasSubstr("tools/bazel run //release:production")));
}

TEST(SmokeReleaseTest, GenerationsThatStayMixedAreUnsteady) {
  TestServer server([](int n) { return Health(n % 2 == 0 ? 4 : 5); });
  const Recording failed = Verify(ImpatientConfig(Url(server.port())));
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(failed.code(), "SMOKE-UNSTEADY") << failed;
  EXPECT_THAT(Said(failed), AllOf(HasSubstr(": generation 4"), HasSubstr(": generation 5"),
                                  HasSubstr("more than one release answers")));
}

TEST(SmokeReleaseTest, ANewerGenerationEndsTheWaitAtOnce) {
  TestServer server(Always(Health(6)));
  const Recording overtaken = Verify(PatientConfig(Url(server.port())));
  EXPECT_EQ(overtaken.outcome(), v1::OUTCOME_INCONCLUSIVE);
  EXPECT_EQ(overtaken.code(), "SMOKE-NEWER-GENERATION") << overtaken;
  EXPECT_EQ(server.requests(), 1);
}

TEST(SmokeReleaseTest, TheNewGenerationWithAnUnwiredOutboxFails) {
  TestServer server(Always(Health(5, "unwired")));
  const Recording failed = Verify(ImpatientConfig(Url(server.port())));
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(failed.code(), "SMOKE-UNHEALTHY") << failed;
  EXPECT_THAT(failed.result->diagnosis().what(), HasSubstr("outbox is unwired (no session)"));
  EXPECT_THAT(Said(failed), HasSubstr("live: generation 5"));
}

TEST(SmokeReleaseTest, TheRightGenerationWithAnotherImageOrRevisionFails) {
  TestServer server(Always(Health(5, "wired", "sha256:0ther")));
  EXPECT_EQ(Verify(ImpatientConfig(Url(server.port()))).code(), "SMOKE-IMAGE");
  Config config = ImpatientConfig(Url(server.port()));
  config.clear_image_digest_input();
  EXPECT_EQ(Verify(config).outcome(), v1::OUTCOME_SUCCEEDED);
  config.set_revision_input("deploy_app.other");
  v1::StepCall call = VerifyCall(config);
  (*call.mutable_inputs())["deploy_app.other"] = std::string(40, 'f');
  kit::InProcessStep step;
  const Recording failed = step.Run(call);
  EXPECT_EQ(failed.code(), "SMOKE-REVISION");
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
}

TEST(SmokeReleaseTest, ContainerAndWorkerOfDifferentGenerationsAreNotTheNewOne) {
  const std::string mixed =
      TestServer::Http("200 OK", R"({"status":"ok","generation":4,"outbox":"wired"})",
                       "Content-Type: application/json\r\nX-Spectral-Generation: 5\r\n");
  TestServer server(Always(mixed));
  EXPECT_EQ(Verify(ImpatientConfig(Url(server.port()))).code(), "SMOKE-OLD-GENERATION");
}

TEST(SmokeReleaseTest, AnAnswerWithoutAGenerationIsNotTheNewOne) {
  TestServer server(Always(TestServer::Http("200 OK", R"({"outbox":"wired"})")));
  const Recording failed = Verify(ImpatientConfig(Url(server.port())));
  EXPECT_EQ(failed.code(), "SMOKE-UNMARKED");
  EXPECT_THAT(Said(failed), HasSubstr("live: nothing that answers says which release it is"));
}

TEST(SmokeReleaseTest, AnInputThatIsMissingOrNoGenerationIsNamed) {
  TestServer server(Always(Health(5)));
  Config config = PatientConfig(Url(server.port()));
  config.set_generation_input("deploy.generation");
  EXPECT_EQ(Verify(config).code(), "STEP-INPUT-MISSING");
  config.set_generation_input("deploy_app.revision");
  EXPECT_EQ(Verify(config).code(), "SMOKE-INPUT");
  EXPECT_EQ(server.requests(), 0);
}

TEST(SmokeReleaseTest, NothingListeningThroughoutIsInconclusive) {
  const ClosedPort closed;
  const Recording unseen = Verify(ImpatientConfig(Url(closed.port())));
  EXPECT_EQ(unseen.outcome(), v1::OUTCOME_INCONCLUSIVE);
  EXPECT_EQ(unseen.code(), "SMOKE-REFUSED") << unseen;
  EXPECT_THAT(Said(unseen), HasSubstr("verdict: inconclusive"));
  EXPECT_THAT(unseen.result->diagnosis().fix(), HasSubstr("git revert"));
}

TEST(SmokeReleaseTest, ABotBlockedCheckIsInconclusiveAndNamesTheCure) {
  TestServer server(
      Always(TestServer::Http("403 Forbidden", "<html>", "Server: cloudflare\r\nCF-Ray: 1\r\n")));
  const Recording blocked = Verify(ImpatientConfig(Url(server.port())));
  EXPECT_EQ(blocked.outcome(), v1::OUTCOME_INCONCLUSIVE);
  EXPECT_EQ(blocked.code(), "SMOKE-FORBIDDEN");
  EXPECT_THAT(blocked.result->diagnosis().fix(),
              AllOf(HasSubstr("ADR-052"), HasSubstr("tools/bazel run //release:")));
}

TEST(SmokeReleaseTest, APageOfANetworkThatWantsASignInIsInconclusive) {
  TestServer portal(Always(
      TestServer::Http("200 OK", "<html>Welcome, guest</html>", "Content-Type: text/html\r\n")));
  const Recording unseen = Verify(ImpatientConfig(Url(portal.port())));
  EXPECT_EQ(unseen.outcome(), v1::OUTCOME_INCONCLUSIVE);
  EXPECT_EQ(unseen.code(), "SMOKE-NOT-JSON") << unseen;
}

Config TlsConfig(const TestServer& server, Config config) {
  config.set_url(Concat("https://localhost:", server.port(), "/health"));
  config.set_resolve(Concat("localhost:", server.port(), ":127.0.0.1"));
  config.set_ca_bundle(server.certificate_path());
  return config;
}

TEST(SmokeReleaseTest, ACertificateThatIsIssuedMeanwhileIsWaitedFor) {
  TestServer server(Always(Health(5)), /*tls=*/true, /*cold=*/3);
  const Recording passed = Verify(TlsConfig(server, PatientConfig("-")));
  EXPECT_EQ(passed.outcome(), v1::OUTCOME_SUCCEEDED) << passed;
  EXPECT_EQ(server.failed_handshakes(), 3);
  EXPECT_THAT(passed.progress[1].text(), HasSubstr("may not be issued yet"));
}

TEST(SmokeReleaseTest, ACertificateThatIsNeverIssuedIsInconclusiveAndSaysSo) {
  TestServer server(Always(Health(5)), /*tls=*/true, /*cold=*/1 << 20);
  const Recording unseen = Verify(TlsConfig(server, ImpatientConfig("-")));
  EXPECT_EQ(unseen.outcome(), v1::OUTCOME_INCONCLUSIVE);
  EXPECT_EQ(unseen.code(), "SMOKE-CERTIFICATE-PENDING") << unseen;
}

}  // namespace
}  // namespace release::smoke

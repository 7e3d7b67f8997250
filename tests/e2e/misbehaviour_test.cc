// What the coordinator makes of plugins that misbehave while they work.
#include <fstream>

#include "gmock/gmock.h"
#include "tests/e2e/release_fixture.h"

namespace release::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

class MisbehaviourTest : public ReleaseFixture {
 protected:
  // Two steps; the second one misbehaves once.
  void Chaos(const std::string& act, const std::string& phase = "apply") {
    AddChaos("first");
    AddChaos("second", {{"act", act}, {"phase", phase}}, {"first"});
    Arm("second");
  }

  // The same command again ends well, and every effect happened once.
  void ExpectSecondRunFinishes() {
    const Ended again = Run();
    EXPECT_EQ(again.code(), 0) << again.all();
    EXPECT_THAT(again.err, HasSubstr("Continuing release"));
    EXPECT_THAT(again.all(), Not(HasSubstr("ailed")));  // the past is not shown again
    EXPECT_THAT(again.err, HasSubstr("done in an earlier run of this release"));
    EXPECT_EQ(TimesApplied("first"), 1U);
    EXPECT_EQ(TimesApplied("second"), 1U);
  }
};

TEST_F(MisbehaviourTest, AWellBehavedPipelineIsReleased) {
  AddChaos("first");
  AddChaos("second", {}, {"first"});
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 0) << ended.all();
  EXPECT_THAT(ended.out, HasSubstr("Released test, generation 1."));
}

TEST_F(MisbehaviourTest, ACrashNamesItsFunctionAndTheNextRunContinues) {
  Chaos("crash");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 1) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("error[PLUGIN-CRASHED]"));
  EXPECT_THAT(ended.err, HasSubstr("SIGSEGV in release::chaos::ChaosStep::CrashOnPurpose()"));
  EXPECT_THAT(ended.err, HasSubstr("looked: it is not done"));
  EXPECT_THAT(ended.out, HasSubstr("1 of 2 steps are done: first"));
  ExpectSecondRunFinishes();
}

TEST_F(MisbehaviourTest, ACrashAfterTheEffectIsObservedAndNotRepeated) {
  Chaos("crash", "after");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 0) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("looked: it is done"));
  EXPECT_EQ(TimesApplied("second"), 1U);
}

TEST_F(MisbehaviourTest, APluginThatExitsWithoutAResultIsExplained) {
  Chaos("exit");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 1) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("error[PLUGIN-EXITED]"));
  EXPECT_THAT(ended.err, HasSubstr("exit status 0"));
  ExpectSecondRunFinishes();
}

TEST_F(MisbehaviourTest, AnExceptionIsAFailureWithItsTextAndTheWorldIsAskedBeforeARetry) {
  Chaos("throw");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 0) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("STEP-THREW"));
  EXPECT_THAT(ended.err, HasSubstr("thrown on purpose"));
  EXPECT_THAT(ended.err, HasSubstr("looked: it is not done"));
  EXPECT_EQ(TimesApplied("second"), 1U);
}

TEST_F(MisbehaviourTest, AHangingPluginIsAbortedAfterItsStallTimeout) {
  Chaos("hang");
  manifest_.mutable_steps(1)->mutable_stall_timeout()->set_seconds(1);
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 1) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("error[STEP-STALLED]"));
  EXPECT_THAT(ended.err, HasSubstr("when it ended: SIGABRT"));
  ExpectSecondRunFinishes();
}

TEST_F(MisbehaviourTest, ASlowPluginThatBreathesIsStoppedByItsTimeoutOnly) {
  AddChaos("first");
  AddChaos("second", {{"act", "wait"}, {"waiting", Path("waiting")}}, {"first"});
  Arm("second");
  manifest_.mutable_steps(1)->mutable_stall_timeout()->set_seconds(1);
  manifest_.mutable_steps(1)->mutable_timeout()->set_seconds(3);
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 1) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("error[STEP-TIMEOUT]"));
  ExpectSecondRunFinishes();
}

TEST_F(MisbehaviourTest, AFailureThatARetryCanHelpIsRetried) {
  Chaos("retry");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 0) << ended.all();
  EXPECT_THAT(ended.err, HasSubstr("CHAOS-FAILED: failed on purpose; again in"));
  EXPECT_THAT(ended.err, HasSubstr("try 2"));
}

TEST_F(MisbehaviourTest, AFloodOfJunkIsPrintableBoundedAndLosesNothingElse) {
  Chaos("flood");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 0);
  EXPECT_THAT(ended.out, HasSubstr("Released test"));
  EXPECT_THAT(ended.all(), Not(HasSubstr("\x1b")));
  EXPECT_EQ(ended.all().find('\0'), std::string::npos);
  EXPECT_LT(ended.exit.peak_rss_bytes, 150U << 20);
}

TEST_F(MisbehaviourTest, ASecretThatAStepSaysAloudReachesNobody) {
  const std::string password = "pa55-w0rd%21/with=odd+signs";
  const std::string dsn = "postgresql://postgres:" + password + "@db.example.com:5432/postgres";
  WriteEnvironments(
      "[test]\nallow_local = true\n[test.secrets]\nDATABASE_URL = \"env:DATABASE_URL\"\n");
  environment_["DATABASE_URL"] = dsn;
  AddChaos("first", {{"act", "leak"}, {"secret", "DATABASE_URL"}});
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{"--verbose"}, {"--output=json"}}) {
    Arm("first");
    const Ended ended = Run(flags);
    EXPECT_EQ(ended.code(), 1) << ended.all();
    EXPECT_THAT(ended.all(), HasSubstr("CHAOS-LEAKED"));
    EXPECT_THAT(ended.all(), HasSubstr("[secret DATABASE_URL]"));
    EXPECT_THAT(ended.all(), Not(HasSubstr("pa55-w0rd")));
  }
  EXPECT_THAT(EverythingOnDisk(), Not(HasSubstr("pa55-w0rd")));
}

TEST_F(MisbehaviourTest, ADaemonThatAPluginLeftBehindDoesNotSurviveTheRelease) {
  for (const char* phase : {"apply", "verify"}) {
    AddChaos(phase, {{"act", "daemon"}, {"phase", phase}, {"waiting", Path(phase)}});
    Arm(phase);
  }
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 0) << ended.all();
  for (const char* phase : {"apply", "verify"}) {
    const pid_t daemon = std::stoi(*ReadFile(Path(phase), 100));
    EXPECT_TRUE(AwaitGone(daemon, absl::ZeroDuration())) << phase;
  }
}

TEST_F(MisbehaviourTest, APluginRewrittenAfterTheCheckIsNotLoaded) {
  const std::string copy = Path("chaos.so");
  std::ifstream source(Runfile("tests/e2e/chaos/chaos_plugin.so"), std::ios::binary);
  std::ofstream(copy, std::ios::binary) << source.rdbuf();
  AddChaos("first", {{"act", "rewrite"}, {"self", copy}});
  manifest_.mutable_steps(0)->mutable_plugin()->mutable_file()->set_path(copy.substr(1));
  Arm("first");
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 1) << ended.all();
  EXPECT_EQ(TimesApplied("first"), 0U);
  const Ended again = Run();
  EXPECT_EQ(again.code(), 7) << again.all();
  EXPECT_THAT(again.err, HasSubstr("error[CATALOG-FILE-CHANGED]"));
}

}  // namespace
}  // namespace release::e2e

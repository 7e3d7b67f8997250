#include "tools/coordinator/runner/release_run.h"

#include <algorithm>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/base/clock_fake.h"
#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/coordinator/runner/scripted_sessions.h"

namespace release {
namespace {

using testing::ElementsAre;
using testing::Not;

class ReleaseRunTest : public testing::Test {
 protected:
  ReleaseRunTest() {
    environment_.name = "test";
    catalog_.manifest.set_label("//release:test");
    catalog_.manifest.set_approval(v1::APPROVAL_NONE);
    AddStep("migrate", {});
    AddStep("deploy", {"migrate"});
    AddStep("smoke", {"deploy"});
  }

  void AddStep(const std::string& name, const std::vector<std::string>& after) {
    v1::StepSpec& step = *catalog_.manifest.add_steps();
    step.set_name(name);
    step.set_label("//release:" + name);
    step.set_attempts(3);
    step.mutable_timeout()->set_seconds(60);
    step.mutable_stall_timeout()->set_seconds(60);
    step.mutable_plugin()->set_name(name);
    step.mutable_plugin()->mutable_file()->mutable_digest()->set_sha256("aa");
    for (const std::string& earlier : after) step.add_after(earlier);
  }

  // One process's worth of coordinator over the same journal file.
  struct Result {
    std::string id;
    v1::ReleaseFinished finished;
    std::vector<v1::Event> events;
    absl::Status status;
  };

  Result Run(ReleaseRequest request = {}, const std::function<void(ReleaseRun&)>& beside = {}) {
    Result result;
    auto journal = Journal::Open(directory_->path() + "/journal.db");
    EXPECT_TRUE(journal.ok()) << journal.status();
    EventStream events(**journal, clock_);
    StepLogs logs(directory_->path() + "/logs");
    SharedRedactor redactor;
    ReleaseRun run(request,
                   {.catalog = catalog_,
                    .environment = environment_,
                    .journal = **journal,
                    .events = events,
                    .sessions = world_,
                    .resolve_secrets =
                        [this](const std::vector<v1::SecretNeed>& needs) { return Resolve(needs); },
                    .redactor = redactor,
                    .logs = logs,
                    .clock = clock_});
    result.status = run.Open();
    if (!result.status.ok()) return result;
    result.id = run.id();
    std::thread helper([&] {
      if (beside) beside(run);
    });
    result.status = run.Run();
    helper.join();
    result.events = *(*journal)->EventsOf(run.id(), 1);
    for (const v1::Event& event : result.events) {
      if (event.has_release_finished()) result.finished = event.release_finished();
    }
    return result;
  }

  absl::StatusOr<std::map<std::string, Secret>> Resolve(const std::vector<v1::SecretNeed>& needs) {
    std::map<std::string, Secret> secrets;
    for (const v1::SecretNeed& need : needs) {
      if (unset_.contains(need.name())) {
        return Diagnose(absl::StatusCode::kFailedPrecondition,
                        {.code = "SECRET-NOT-SET", .what = need.name(), .why = "", .fix = "set"});
      }
      secrets[need.name()] = Secret::Of("value of " + need.name());
    }
    return secrets;
  }

  // Codes of all that a refused release tells, the one that ended it first.
  static std::vector<std::string> Told(const Result& result) {
    std::vector<std::string> codes = {result.finished.diagnosis().code()};
    for (const v1::Event& event : result.events) {
      if (event.has_warning()) codes.push_back(event.warning().code());
    }
    return codes;
  }

  // Facts of the kind, as `step` names, in order.
  static std::vector<std::string> StepsWith(const Result& result, v1::Event::FactCase fact) {
    std::vector<std::string> steps;
    for (const v1::Event& event : result.events) {
      if (event.fact_case() == fact) steps.push_back(event.step());
    }
    return steps;
  }

  absl::StatusOr<TempDirectory> directory_ = TempDirectory::Create();
  FakeClock clock_;
  ScriptedWorld world_;
  std::set<std::string> unset_;
  Catalog catalog_;
  Environment environment_;
};

TEST_F(ReleaseRunTest, StepsRunInGraphOrderAndAreVerified) {
  const Result result = Run();
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_THAT(StepsWith(result, v1::Event::kStepFinished),
              ElementsAre("migrate", "deploy", "smoke"));
  const std::vector<std::string> calls = world_.calls();
  const auto at = [&](const char* call) { return std::find(calls.begin(), calls.end(), call); };
  EXPECT_LT(at("migrate:verify"), at("deploy:apply"));
  EXPECT_LT(at("smoke:plan"), at("migrate:apply"));
}

TEST_F(ReleaseRunTest, TheIntentIsInTheJournalBeforeTheEffect) {
  bool seen = false;
  world_.Script("migrate", {.before = [&] {
                  auto journal = Journal::Open(directory_->path() + "/journal.db");
                  ASSERT_TRUE(journal.ok()) << journal.status();
                  const auto id = (*journal)->Unfinished("test", {"//release:test", {"migrate"}});
                  ASSERT_TRUE(id.ok() && id->has_value());
                  const auto events = (*journal)->EventsOf((*id)->str(), 1);
                  ASSERT_TRUE(events.ok());
                  seen = events->back().has_step_started();
                }});
  Run();
  EXPECT_TRUE(seen);
}

TEST_F(ReleaseRunTest, AReleaseBelowWhatIsLiveIsRefusedAndTheNextBeginsAboveIt) {
  world_.SetLive("deploy", 41);
  const Result behind = Run();
  EXPECT_EQ(behind.finished.outcome(), v1::RELEASE_OUTCOME_REFUSED);
  EXPECT_EQ(behind.finished.diagnosis().code(), "RELEASE-GENERATION-BEHIND");
  EXPECT_EQ(world_.CountOf("migrate:apply"), 0U);

  const Result above = Run({.lowest_generation = 42});
  EXPECT_EQ(above.finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_EQ(world_.LastCall("smoke").release().generation(), 42U);
}

TEST_F(ReleaseRunTest, AContinuedReleaseMayBeWhatIsLive) {
  world_.Script("smoke", {.outcome = v1::OUTCOME_FAILED, .effect = false});
  EXPECT_EQ(Run().finished.outcome(), v1::RELEASE_OUTCOME_FAILED);
  world_.Undo("deploy");
  world_.SetLive("deploy", 1);
  EXPECT_EQ(Run().finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_EQ(world_.LastCall("smoke").release().generation(), 1U);
}

TEST_F(ReleaseRunTest, OutputsReachLaterSteps) {
  Run();
  const v1::StepCall call = world_.LastCall("smoke");
  EXPECT_EQ(call.inputs().at("migrate.made"), "migrate-1");
  EXPECT_EQ(call.inputs().at("deploy.made"), "deploy-1");
}

TEST_F(ReleaseRunTest, AStepWithNothingToDoIsNotApplied) {
  world_.SetDone("migrate");
  const Result result = Run();
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_EQ(world_.CountOf("migrate:apply"), 0U);
  EXPECT_EQ(world_.CountOf("deploy:apply"), 1U);
}

TEST_F(ReleaseRunTest, WhatThePlanOfAStepWithNothingToDoEmittedReachesLaterSteps) {
  world_.SetDone("migrate");
  Run();
  EXPECT_EQ(world_.LastCall("smoke").inputs().at("migrate.made"), "migrate-kept");
}

TEST_F(ReleaseRunTest, APlanThatIsStaleGivesNoOutputs) {
  world_.SetDone("deploy");
  Run();
  EXPECT_EQ(world_.LastCall("smoke").inputs().at("deploy.made"), "deploy-1");
}

TEST_F(ReleaseRunTest, APlanIsStaleOnceAnEarlierStepChangedSomething) {
  world_.SetDone("deploy");
  Run();
  EXPECT_EQ(world_.CountOf("deploy:apply"), 1U);
}

TEST_F(ReleaseRunTest, AFailureStopsWhatComesAfterAndTheSameCommandContinues) {
  world_.Script("deploy", {.outcome = v1::OUTCOME_FAILED, .effect = false});
  const Result first = Run({.next_command = "run me again"});
  EXPECT_EQ(first.finished.outcome(), v1::RELEASE_OUTCOME_FAILED);
  EXPECT_EQ(first.finished.diagnosis().code(), "TEST-BROKEN");
  EXPECT_EQ(first.finished.next_command(), "run me again");
  EXPECT_EQ(first.finished.state_left(),
            "1 of 3 steps are done: migrate; not finished: deploy; not started: smoke");
  EXPECT_THAT(StepsWith(first, v1::Event::kStepSkipped), ElementsAre("smoke"));

  const Result second = Run();
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_THAT(StepsWith(second, v1::Event::kStepInherited), ElementsAre("migrate"));
  EXPECT_EQ(world_.CountOf("migrate:apply"), 1U);
  EXPECT_EQ(world_.CountOf("deploy:apply"), 2U);
}

TEST_F(ReleaseRunTest, AReleaseThatSucceededIsFollowedByANewOneWithAHigherGeneration) {
  const Result first = Run();
  const Result second = Run();
  EXPECT_NE(second.id, first.id);
  EXPECT_EQ(first.events.front().release_started().release().generation(), 1U);
  EXPECT_EQ(second.events.front().release_started().release().generation(), 2U);
}

TEST_F(ReleaseRunTest, AChangedPluginIsRunAgainAfterAFailure) {
  world_.Script("deploy", {.outcome = v1::OUTCOME_FAILED, .effect = false});
  Run();
  catalog_.manifest.mutable_steps(0)
      ->mutable_plugin()
      ->mutable_file()
      ->mutable_digest()
      ->set_sha256("bb");
  world_.Undo("migrate");
  Run();
  EXPECT_EQ(world_.CountOf("migrate:apply"), 2U);
}

TEST_F(ReleaseRunTest, ARetryableFailureIsRetriedWithinItsAttempts) {
  for (int i = 0; i < 2; ++i) {
    world_.Script("migrate",
                  {.outcome = v1::OUTCOME_FAILED, .retry = v1::RETRY_BACKOFF, .effect = false});
  }
  const Result result = Run();
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_EQ(world_.CountOf("migrate:apply"), 3U);
  ASSERT_EQ(clock_.Sleeps().size(), 2U);
  EXPECT_LE(clock_.Sleeps()[0], absl::Seconds(1));
  EXPECT_LE(clock_.Sleeps()[1], absl::Seconds(2));
}

TEST_F(ReleaseRunTest, AttemptsAreBounded) {
  for (int i = 0; i < 5; ++i) {
    world_.Script("migrate",
                  {.outcome = v1::OUTCOME_FAILED, .retry = v1::RETRY_BACKOFF, .effect = false});
  }
  EXPECT_EQ(Run().finished.outcome(), v1::RELEASE_OUTCOME_FAILED);
  EXPECT_EQ(world_.CountOf("migrate:apply"), 3U);
}

TEST_F(ReleaseRunTest, AnEffectWhoseAnswerWasLostIsObservedAndNotRepeated) {
  world_.Script("migrate", {.outcome = v1::OUTCOME_FAILED,
                            .retry = v1::RETRY_AFTER_OBSERVE,
                            .effect = true,
                            .host_lost = true});
  const Result result = Run();
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_EQ(world_.CountOf("migrate:apply"), 1U);
  EXPECT_EQ(world_.CountOf("migrate:observe"), 1U);
  EXPECT_EQ(world_.CountOf("migrate:verify"), 1U);
  EXPECT_EQ(world_.CountOf("migrate:start"), 2U);  // its host was gone
}

TEST_F(ReleaseRunTest, ACrashBeforeTheEffectIsNotRetriedBlindly) {
  world_.Script("migrate", {.outcome = v1::OUTCOME_FAILED,
                            .retry = v1::RETRY_AFTER_OBSERVE,
                            .effect = false,
                            .host_lost = true});
  const Result first = Run();
  EXPECT_EQ(first.finished.outcome(), v1::RELEASE_OUTCOME_FAILED);
  EXPECT_EQ(world_.CountOf("migrate:apply"), 1U);
  const Result second = Run();
  EXPECT_EQ(second.finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_EQ(world_.CountOf("migrate:apply"), 2U);
}

TEST_F(ReleaseRunTest, APlanThatFailsRefusesTheReleaseUntouched) {
  world_.BreakPlan("smoke");
  const Result result = Run();
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_REFUSED);
  EXPECT_EQ(result.finished.state_left(), "nothing was changed");
  EXPECT_EQ(world_.CountOf("migrate:apply"), 0U);
  world_.Mend();
  EXPECT_NE(Run().id, result.id);  // a refused release is over
}

TEST_F(ReleaseRunTest, EveryPluginThatCannotStartIsNamed) {
  world_.BreakStart("migrate");
  world_.BreakStart("smoke");
  const Result result = Run();
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_REFUSED);
  EXPECT_EQ(result.finished.diagnosis().what(), "migrate is broken");
  EXPECT_EQ(StepsWith(result, v1::Event::kWarning).size(), 1U);
}

TEST_F(ReleaseRunTest, EverythingThatPlansFindWrongIsToldAtOnce) {
  world_.BreakPlanAlso("deploy", {"QUOTA", "PERMISSION"});
  world_.BreakPlan("smoke");
  const Result result = Run();
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_REFUSED);
  EXPECT_THAT(Told(result), ElementsAre("TEST-BROKEN", "QUOTA", "PERMISSION", "TEST-BROKEN"));
}

TEST_F(ReleaseRunTest, WithoutASecretTheOtherChecksAreMadeAndToldWithIt) {
  world_.Need("migrate", "DATABASE_URL");
  world_.Need("deploy", "TOKEN");
  world_.Need("smoke", "KEY");
  unset_ = {"DATABASE_URL", "KEY"};
  world_.BreakPlanAlso("deploy", {"QUOTA", "STEP-SECRET-MISSING"});
  const Result result = Run();
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_REFUSED);
  EXPECT_EQ(result.finished.state_left(), "nothing was changed");
  EXPECT_THAT(Told(result),
              ElementsAre("SECRET-NOT-SET", "SECRET-NOT-SET", "TEST-BROKEN", "QUOTA"));
  EXPECT_EQ(world_.LastCall("deploy").secrets().at("TOKEN"), "value of TOKEN");
  EXPECT_THAT(StepsWith(result, v1::Event::kStepPlanned), ElementsAre());
  EXPECT_EQ(world_.CountOf("migrate:apply"), 0U);
}

TEST_F(ReleaseRunTest, AVerifyThatDisagreesFailsTheStep) {
  world_.BreakVerify("deploy");
  const Result result = Run();
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_FAILED);
  EXPECT_FALSE(world_.Done("smoke"));
}

TEST_F(ReleaseRunTest, AVerifyThatCannotTellIsNoSuccess) {
  world_.MakeVerifyInconclusive("smoke");
  EXPECT_EQ(Run().finished.outcome(), v1::RELEASE_OUTCOME_INCONCLUSIVE);
}

TEST_F(ReleaseRunTest, APlanOnlyRunTouchesNothing) {
  const Result result = Run({.plan_only = true});
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_PLANNED);
  EXPECT_THAT(world_.calls(), Not(testing::Contains(testing::HasSubstr("apply"))));
}

class ApprovalTest : public ReleaseRunTest {
 protected:
  ApprovalTest() { catalog_.manifest.set_approval(v1::APPROVAL_PROMPT); }

  // Answers the plan as soon as it waits.
  static std::function<void(ReleaseRun&)> AnswerWith(bool approved) {
    return [approved](ReleaseRun& run) {
      absl::Status answered = absl::FailedPreconditionError("");
      for (uint64_t plan = 1; !answered.ok(); plan = plan % 64 + 1) {
        answered = run.gate().Answer(plan, {.approved = approved, .by = "eve", .how = "test"});
        std::this_thread::yield();
      }
    };
  }
};

TEST_F(ApprovalTest, ANoTouchesNothing) {
  const Result result = Run({}, AnswerWith(false));
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_REFUSED);
  EXPECT_EQ(result.finished.diagnosis().code(), "RELEASE-NOT-APPROVED");
  EXPECT_EQ(world_.CountOf("migrate:apply"), 0U);
}

TEST_F(ApprovalTest, AYesIsJournaledWithItsName) {
  const Result result = Run({}, AnswerWith(true));
  EXPECT_EQ(result.finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
  for (const v1::Event& event : result.events) {
    if (event.has_approved()) {
      EXPECT_EQ(event.approved().by(), "eve");
    }
  }
  EXPECT_EQ(StepsWith(result, v1::Event::kApproved).size(), 1U);
}

TEST_F(ApprovalTest, YesOnTheCommandLineAsksNobody) {
  EXPECT_EQ(Run({.approved = true}).finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
}

TEST_F(ReleaseRunTest, ACancelledStepEndsTheReleaseInterruptedAndResumable) {
  ReleaseRun* running = nullptr;
  std::stop_source known;
  world_.Script("deploy", {.outcome = v1::OUTCOME_CANCELLED, .effect = false, .before = [&] {
                             while (!known.stop_requested()) std::this_thread::yield();
                             ASSERT_TRUE(running->Cancel(false, "eve").ok());
                           }});
  const Result first = Run({}, [&](ReleaseRun& run) {
    running = &run;
    known.request_stop();
  });
  EXPECT_EQ(first.finished.outcome(), v1::RELEASE_OUTCOME_INTERRUPTED);
  EXPECT_EQ(StepsWith(first, v1::Event::kCancelRequested).size(), 1U);
  const Result second = Run();
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
}

TEST_F(ReleaseRunTest, NewAbandonsTheUnfinishedRelease) {
  world_.Script("deploy", {.outcome = v1::OUTCOME_FAILED, .effect = false});
  const Result first = Run();
  const Result second = Run({.continuation = Continuation::kNew});
  EXPECT_NE(second.id, first.id);
  auto journal = Journal::Open(directory_->path() + "/journal.db");
  ASSERT_TRUE(journal.ok());
  EXPECT_EQ((*journal)->EventsOf(first.id, 1)->back().release_finished().outcome(),
            v1::RELEASE_OUTCOME_ABANDONED);
}

TEST_F(ReleaseRunTest, ResumeNeverStartsANewRelease) {
  EXPECT_EQ(DiagnosisOf(Run({.continuation = Continuation::kContinueOnly}).status).code(),
            "RELEASE-NOTHING-TO-RESUME");
}

TEST_F(ReleaseRunTest, StepsGetTheSecretsTheyAskedForAndNoOther) {
  world_.Need("migrate", "DATABASE_URL");
  Run();
  EXPECT_EQ(world_.LastCall("migrate").secrets().at("DATABASE_URL"), "value of DATABASE_URL");
  EXPECT_TRUE(world_.LastCall("deploy").secrets().empty());
}

TEST_F(ReleaseRunTest, IndependentStepsRunAtTheSameTime) {
  AddStep("pages", {"migrate"});
  std::mutex mutex;
  std::condition_variable both;
  int running = 0;
  const auto meet = [&] {
    std::unique_lock lock(mutex);
    ++running;
    both.notify_all();
    ASSERT_TRUE(both.wait_for(lock, std::chrono::seconds(30), [&] { return running == 2; }));
  };
  world_.Script("deploy", {.before = meet});
  world_.Script("pages", {.before = meet});
  EXPECT_EQ(Run().finished.outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
}

}  // namespace
}  // namespace release

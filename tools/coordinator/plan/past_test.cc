#include "tools/coordinator/plan/past.h"

#include <gtest/gtest.h>

#include "tools/base/diagnosis.h"

namespace release {
namespace {

// The events of one release, numbered as a journal would.
class Story {
 public:
  Story() {
    v1::ReleaseStarted* started = Next("").mutable_release_started();
    started->set_manifest("m1");
    started->set_pipeline("//release:rehearsal");
    started->mutable_release()->set_release_id("r1");
    started->mutable_release()->set_generation(7);
    started->add_steps("migrate");
    started->add_steps("smoke");
  }

  Story& Started(const char* step, const char* fingerprint, std::uint32_t attempt = 1) {
    v1::StepStarted* started = Next(step).mutable_step_started();
    started->set_fingerprint(fingerprint);
    started->set_attempt(attempt);
    return *this;
  }

  Story& Finished(const char* step, v1::Outcome outcome, v1::Retry retry = v1::RETRY_NEVER) {
    v1::StepFinished* finished = Next(step).mutable_step_finished();
    finished->set_outcome(outcome);
    (*finished->mutable_outputs())["count"] = "3";
    if (outcome == v1::OUTCOME_FAILED) finished->mutable_diagnosis()->set_retry(retry);
    return *this;
  }

  Story& Retrying(const char* step, v1::Retry retry) {
    Next(step).mutable_step_retrying()->mutable_diagnosis()->set_retry(retry);
    return *this;
  }

  Story& Resumed(const char* manifest) {
    Next("").mutable_release_resumed()->set_manifest(manifest);
    return *this;
  }

  Story& Closed(v1::ReleaseOutcome outcome) {
    Next("").mutable_release_finished()->set_outcome(outcome);
    return *this;
  }

  v1::Event& Next(const char* step) {
    v1::Event& event = events_.emplace_back();
    event.set_sequence(events_.size());
    event.set_release_id("r1");
    event.set_step(step);
    return event;
  }

  std::vector<v1::Event>& events() { return events_; }

  Past Read() const {
    const auto past = ReadPast(events_);
    EXPECT_TRUE(past.ok()) << past.status();
    return past.ok() ? *past : Past();
  }

 private:
  std::vector<v1::Event> events_;
};

TEST(PastTest, AFreshReleaseHasStepsThatWereNotStarted) {
  const Past past = Story().Read();
  EXPECT_EQ(past.release.generation(), 7u);
  EXPECT_EQ(past.pipeline, "//release:rehearsal");
  EXPECT_EQ(past.steps.size(), 2u);
  EXPECT_EQ(past.Of("migrate").state, PastState::kNotStarted);
  EXPECT_EQ(past.Of("never heard of").state, PastState::kNotStarted);
  EXPECT_FALSE(past.finished);
}

TEST(PastTest, AStartWithoutAFinishIsInDoubt) {
  const Past past = Story().Started("migrate", "f1").Read();
  EXPECT_EQ(past.InDoubt(), std::vector<std::string>{"migrate"});
  EXPECT_EQ(past.Of("migrate").fingerprint, "f1");
  EXPECT_EQ(Decide(past.Of("migrate"), "f1", true), StepDecision::kObserve);
  EXPECT_EQ(Decide(past.Of("migrate"), "f2", true), StepDecision::kObserve);
}

TEST(PastTest, AFinishedStepWithTheSameWorkIsInheritedWithItsOutputs) {
  const Past past =
      Story().Started("migrate", "f1").Finished("migrate", v1::OUTCOME_SUCCEEDED).Read();
  const PastStep& migrate = past.Of("migrate");
  EXPECT_EQ(migrate.outputs.at("count"), "3");
  EXPECT_EQ(Decide(migrate, "f1", true), StepDecision::kInherit);
}

TEST(PastTest, AStepThatFoundNothingToDoIsInheritedToo) {
  Story story;
  story.Finished("smoke", v1::OUTCOME_UNCHANGED);
  story.events().back().mutable_step_finished()->set_fingerprint("f1");
  EXPECT_EQ(Decide(story.Read().Of("smoke"), "f1", true), StepDecision::kInherit);
}

TEST(PastTest, AFinishedStepWhoseWorkChangedRunsAgain) {
  const Past past =
      Story().Started("migrate", "f1").Finished("migrate", v1::OUTCOME_SUCCEEDED).Read();
  EXPECT_EQ(Decide(past.Of("migrate"), "f2", true), StepDecision::kRun);
}

TEST(PastTest, AFinishedStepBehindOneThatRunsAgainRunsAgain) {
  const Past past = Story().Started("smoke", "f1").Finished("smoke", v1::OUTCOME_SUCCEEDED).Read();
  EXPECT_EQ(Decide(past.Of("smoke"), "f1", false), StepDecision::kRun);
}

TEST(PastTest, NothingIsInheritedWithoutAFingerprint) {
  const Past past = Story().Finished("smoke", v1::OUTCOME_SUCCEEDED).Read();
  EXPECT_EQ(Decide(past.Of("smoke"), "", true), StepDecision::kRun);
}

TEST(PastTest, AKnownFailureRunsAgain) {
  const Past past = Story().Started("migrate", "f").Finished("migrate", v1::OUTCOME_FAILED).Read();
  EXPECT_EQ(past.Of("migrate").state, PastState::kFailed);
  EXPECT_EQ(Decide(past.Of("migrate"), "f", true), StepDecision::kRun);
}

TEST(PastTest, AFailureWhoseEffectIsUnknownIsObserved) {
  const Past past = Story()
                        .Started("migrate", "f")
                        .Finished("migrate", v1::OUTCOME_FAILED, v1::RETRY_AFTER_OBSERVE)
                        .Read();
  EXPECT_EQ(Decide(past.Of("migrate"), "f", true), StepDecision::kObserve);
}

TEST(PastTest, AnInconclusiveStepIsObserved) {
  const Past past =
      Story().Started("smoke", "f").Finished("smoke", v1::OUTCOME_INCONCLUSIVE).Read();
  EXPECT_EQ(Decide(past.Of("smoke"), "f", true), StepDecision::kObserve);
}

TEST(PastTest, AStepThatStoppedCleanlyRunsAgain) {
  const Past past = Story().Started("smoke", "f").Finished("smoke", v1::OUTCOME_CANCELLED).Read();
  EXPECT_EQ(Decide(past.Of("smoke"), "f", true), StepDecision::kRun);
}

TEST(PastTest, BetweenTwoTriesOfAKnownFailureNothingIsInDoubt) {
  const Past past = Story().Started("smoke", "f").Retrying("smoke", v1::RETRY_BACKOFF).Read();
  EXPECT_EQ(past.Of("smoke").state, PastState::kFailed);
  const Past doubtful =
      Story().Started("smoke", "f").Retrying("smoke", v1::RETRY_AFTER_OBSERVE).Read();
  EXPECT_EQ(doubtful.Of("smoke").state, PastState::kInDoubt);
}

TEST(PastTest, ASecondTryIsInDoubtAgain) {
  const Past past = Story()
                        .Started("smoke", "f")
                        .Retrying("smoke", v1::RETRY_BACKOFF)
                        .Started("smoke", "f", 2)
                        .Read();
  EXPECT_EQ(past.Of("smoke").state, PastState::kInDoubt);
  EXPECT_EQ(past.Of("smoke").attempts, 2u);
}

TEST(PastTest, AResumedReleaseIsOpenAgainAndKnowsItsLastManifest) {
  const Past past = Story().Closed(v1::RELEASE_OUTCOME_FAILED).Resumed("m2").Read();
  EXPECT_FALSE(past.finished);
  EXPECT_EQ(past.manifest, "m2");
}

TEST(PastTest, OnlyOutcomesThatLeftWorkAreResumable) {
  EXPECT_TRUE(IsResumable(v1::RELEASE_OUTCOME_UNSPECIFIED));
  EXPECT_TRUE(IsResumable(v1::RELEASE_OUTCOME_FAILED));
  EXPECT_TRUE(IsResumable(v1::RELEASE_OUTCOME_INTERRUPTED));
  EXPECT_TRUE(IsResumable(v1::RELEASE_OUTCOME_INCONCLUSIVE));
  EXPECT_FALSE(IsResumable(v1::RELEASE_OUTCOME_SUCCEEDED));
  EXPECT_FALSE(IsResumable(v1::RELEASE_OUTCOME_REFUSED));
  EXPECT_FALSE(IsResumable(v1::RELEASE_OUTCOME_ABANDONED));
  EXPECT_FALSE(IsResumable(v1::RELEASE_OUTCOME_PLANNED));
}

TEST(PastTest, FleetingEventsArePassedOver) {
  Story story;
  v1::Event log;
  log.mutable_log();
  story.events().insert(story.events().begin(), log);
  EXPECT_EQ(story.Read().last_sequence, 1u);
}

TEST(PastTest, AGapOrAForeignEventOrAMissingBeginningIsRefused) {
  Story gap;
  gap.Started("migrate", "f").events().back().set_sequence(5);
  Story foreign;
  foreign.Started("migrate", "f").events().back().set_release_id("r2");
  Story headless;
  headless.events().clear();
  headless.Started("migrate", "f");
  Story empty;
  empty.events().clear();
  for (Story* story : {&gap, &foreign, &headless, &empty}) {
    const auto past = ReadPast(story->events());
    ASSERT_FALSE(past.ok());
    EXPECT_EQ(DiagnosisOf(past.status()).code(), "PLAN-PAST-INCOMPLETE");
  }
}

}  // namespace
}  // namespace release

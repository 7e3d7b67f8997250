// What other rooms see of the journal, in a file and in a database. Damaged files are
// open_check_test, full disks disk_full_test, several processes processes_test; what only the
// database has is postgres_journal_test.
#include "tools/coordinator/journal/journal.h"

#include <sys/stat.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/both_journals_testing.h"
#include "tools/coordinator/journal/journal_testing.h"

namespace release {
namespace {

TEST_P(BothJournalsTest, NumbersOfAReleaseHaveNoGaps) {
  const auto journal = Open();
  EXPECT_EQ(MustAppend(*journal, Started("a")), 1u);
  EXPECT_EQ(MustAppend(*journal, Started("b")), 1u);
  EXPECT_EQ(MustAppend(*journal, StepStarted("a")), 2u);
  EXPECT_EQ(MustAppend(*journal, StepStarted("b")), 2u);
  EXPECT_EQ(MustAppend(*journal, StepFinished("a")), 3u);
}

TEST_P(BothJournalsTest, EventsComeBackAsTheyWereWithTheirNumbers) {
  const auto journal = Open();
  v1::Event step = StepStarted("a");
  step.set_sequence(77);  // the caller's number means nothing
  MustAppend(*journal, Started("a"));
  MustAppend(*journal, step);
  const auto events = *journal->EventsOf("a", 1);
  ASSERT_EQ(events.size(), 2u);
  step.set_sequence(2);
  EXPECT_EQ(events[1].SerializeAsString(), step.SerializeAsString());
}

TEST_P(BothJournalsTest, EventsAreThereAfterReopening) {
  WriteRelease("a", 3);
  const auto events = *Open()->EventsOf("a", 1);
  ASSERT_EQ(events.size(), 8u);
  EXPECT_EQ(events.back().release_finished().outcome(), v1::RELEASE_OUTCOME_SUCCEEDED);
}

TEST_P(BothJournalsTest, EventsBeginWhereTheyAreAskedFor) {
  WriteRelease("a", 3);
  const auto journal = Open();
  EXPECT_EQ(journal->EventsOf("a", 7)->front().sequence(), 7u);
  EXPECT_TRUE(journal->EventsOf("a", 9)->empty());
  EXPECT_TRUE(journal->EventsOf("unknown", 1)->empty());
}

TEST_P(BothJournalsTest, EventsThatDoNotBelongAreRefusedAndLeaveNothing) {
  const auto journal = Open();
  EXPECT_EQ(CodeOf(journal->Append(StepStarted("a"))), "JOURNAL-EVENT");
  EXPECT_EQ(CodeOf(journal->Append(Finished("a", v1::RELEASE_OUTCOME_FAILED))), "JOURNAL-EVENT");
  EXPECT_EQ(CodeOf(journal->Append(v1::Event())), "JOURNAL-EVENT");
  MustAppend(*journal, Started("a"));
  EXPECT_EQ(CodeOf(journal->Append(Started("a"))), "JOURNAL-EVENT");
  v1::Event log = StepStarted("a");
  log.mutable_log();
  EXPECT_EQ(CodeOf(journal->Append(log)), "JOURNAL-EVENT");
  v1::Event progress = StepStarted("a");
  progress.mutable_progress();
  EXPECT_EQ(CodeOf(journal->Append(progress)), "JOURNAL-EVENT");
  v1::Event other = Started("b");
  other.set_release_id("c");
  EXPECT_EQ(CodeOf(journal->Append(other)), "JOURNAL-EVENT");
  EXPECT_EQ(MustAppend(*journal, StepStarted("a")), 2u);
}

TEST_P(BothJournalsTest, ReleasesAreListedNewestFirst) {
  const auto journal = Open();
  MustAppend(*journal, Started("a", "production", 7));
  MustAppend(*journal, Started("b", "rehearsal", 3));
  MustAppend(*journal, Started("c", "production", 8));
  MustAppend(*journal, Finished("a", v1::RELEASE_OUTCOME_SUCCEEDED));
  const auto all = *journal->Releases("", 10);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].release_id, "c");
  EXPECT_EQ(all[1].release_id, "b");
  EXPECT_EQ(all[2].release_id, "a");
  EXPECT_TRUE(all[2].finished);
  EXPECT_EQ(all[2].outcome, v1::RELEASE_OUTCOME_SUCCEEDED);
  EXPECT_EQ(all[2].generation, 7u);
  EXPECT_EQ(all[2].environment, "production");
  EXPECT_EQ(all[2].started, absl::FromUnixSeconds(1767225600));
  EXPECT_FALSE(all[0].finished);

  EXPECT_EQ(journal->Releases("production", 10)->size(), 2u);
  EXPECT_EQ(journal->Releases("production", 1)->front().release_id, "c");
  EXPECT_TRUE(journal->Releases("staging", 10)->empty());
}

TEST_P(BothJournalsTest, OnlyResumableReleasesAreUnfinished) {
  const auto journal = Open();
  EXPECT_FALSE(journal->Unfinished("rehearsal", ThePipeline())->has_value());
  struct Case {
    v1::ReleaseOutcome outcome;
    bool unfinished;
  };
  int number = 0;
  for (const Case& c :
       {Case{v1::RELEASE_OUTCOME_SUCCEEDED, false}, Case{v1::RELEASE_OUTCOME_FAILED, true},
        Case{v1::RELEASE_OUTCOME_INTERRUPTED, true}, Case{v1::RELEASE_OUTCOME_INCONCLUSIVE, true},
        Case{v1::RELEASE_OUTCOME_REFUSED, false}, Case{v1::RELEASE_OUTCOME_ABANDONED, false},
        Case{v1::RELEASE_OUTCOME_PLANNED, false}}) {
    const std::string id = Concat("r", number++);
    MustAppend(*journal, Started(id));
    EXPECT_EQ(journal->Unfinished("rehearsal", ThePipeline())->value().str(), id);
    MustAppend(*journal, Finished(id, c.outcome));
    EXPECT_EQ(journal->Unfinished("rehearsal", ThePipeline())->has_value(), c.unfinished)
        << v1::ReleaseOutcome_Name(c.outcome);
  }
  EXPECT_FALSE(journal->Unfinished("production", ThePipeline())->has_value());
}

TEST_P(BothJournalsTest, ResumingReopensARelease) {
  const auto journal = Open();
  MustAppend(*journal, Started("a"));
  MustAppend(*journal, Finished("a", v1::RELEASE_OUTCOME_FAILED));
  MustAppend(*journal, Resumed("a"));
  MustAppend(*journal, StepStarted("a"));
  EXPECT_FALSE(journal->Releases("", 1)->front().finished);
  EXPECT_TRUE(journal->Unfinished("rehearsal", ThePipeline())->has_value());
  MustAppend(*journal, Finished("a", v1::RELEASE_OUTCOME_SUCCEEDED));
  EXPECT_TRUE(journal->Releases("", 1)->front().finished);
  EXPECT_FALSE(journal->Unfinished("rehearsal", ThePipeline())->has_value());
}

TEST_P(BothJournalsTest, OnlyTheNewestReleaseIsGoneOnWith) {
  const auto journal = Open();
  MustAppend(*journal, Started("old"));
  MustAppend(*journal, Started("new"));
  MustAppend(*journal, Finished("new", v1::RELEASE_OUTCOME_SUCCEEDED));
  EXPECT_FALSE(journal->Unfinished("rehearsal", ThePipeline())->has_value());
}

TEST_P(BothJournalsTest, APipelineGoesOnWithItsOwnReleasesUntilAnotherOvertakesThem) {
  const auto journal = Open();
  const auto unfinished = [&](const PipelineIdentity& pipeline) {
    const auto id = *journal->Unfinished("rehearsal", pipeline);
    return id.has_value() ? id->str() : "none";
  };
  const PipelineIdentity whole{"//:whole", {"migrate", "sites"}}, sites{"//:sites", {"sites"}};
  MustAppend(*journal, Started("a"));
  EXPECT_EQ(unfinished(ThePipeline()), "a");
  EXPECT_EQ(unfinished({"//:renamed", {"migrate"}}), "a");
  EXPECT_EQ(unfinished({"//:trial", {"migrate", "new"}}), "a");
  EXPECT_EQ(unfinished(whole), "none");

  v1::Event other = Started("b");
  other.mutable_release_started()->set_pipeline(sites.label);
  other.mutable_release_started()->clear_steps();
  other.mutable_release_started()->add_steps("sites");
  MustAppend(*journal, other);
  EXPECT_EQ(unfinished(ThePipeline()), "a");
  EXPECT_EQ(unfinished(sites), "b");

  v1::Event overtaking = Started("c");
  overtaking.mutable_release_started()->set_pipeline(whole.label);
  overtaking.mutable_release_started()->add_steps("sites");
  MustAppend(*journal, overtaking);
  MustAppend(*journal, Finished("c", v1::RELEASE_OUTCOME_SUCCEEDED));
  EXPECT_EQ(unfinished(ThePipeline()), "none");
  EXPECT_EQ(unfinished(sites), "none");
}

TEST_P(BothJournalsTest, GenerationsGrowForEachEnvironmentAndAcrossRuns) {
  {
    const auto journal = Open();
    EXPECT_EQ(*journal->AllocateGeneration("production", 0), 1u);
    EXPECT_EQ(*journal->AllocateGeneration("production", 0), 2u);
    EXPECT_EQ(*journal->AllocateGeneration("rehearsal", 0), 1u);
  }
  EXPECT_EQ(*Open()->AllocateGeneration("production", 0), 3u);
}

TEST_P(BothJournalsTest, GenerationsStayAboveThoseOfReleases) {
  const auto journal = Open();
  MustAppend(*journal, Started("a", "production", 41));
  EXPECT_EQ(*journal->AllocateGeneration("production", 0), 42u);
  MustAppend(*journal, Started("b", "production", 5));
  EXPECT_EQ(*journal->AllocateGeneration("production", 0), 43u);
}

TEST_P(BothJournalsTest, GenerationsAreNeverBelowWhatTheCallerSaw) {
  const auto journal = Open();
  EXPECT_EQ(*journal->AllocateGeneration("production", 12), 12u);
  EXPECT_EQ(*journal->AllocateGeneration("production", 12), 13u);
  EXPECT_EQ(*journal->AllocateGeneration("production", 0), 14u);
  EXPECT_EQ(*journal->AllocateGeneration("rehearsal", 1), 1u);
}

TEST_P(BothJournalsTest, FingerprintKeyIsMadeOnceForEachJournal) {
  const std::string key = *Open()->FingerprintKey();
  EXPECT_EQ(key.size(), 32u);
  EXPECT_EQ(*Open()->FingerprintKey(), key);
  EXPECT_NE(*OpenOther()->FingerprintKey(), key);
}

TEST_F(JournalTest, FilesAreForTheOwnerOnly) {
  const auto journal = Open();
  MustAppend(*journal, Started("a"));
  for (const char* suffix : {"", "-wal", "-shm", ".reserve"}) {
    struct stat there = {};
    ASSERT_EQ(stat((path_ + suffix).c_str(), &there), 0) << suffix;
    EXPECT_EQ(there.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(JournalTest, MissingDirectoryIsToldWithThePath) {
  const auto journal = Journal::Open(directory_.path() + "/none/journal.db");
  EXPECT_EQ(CodeOf(journal), "JOURNAL-OPEN");
  EXPECT_NE(journal.status().message().find("/none/journal.db"), absl::string_view::npos);
}

TEST_P(BothJournalsTest, ThreadsShareOneJournal) {
  const auto journal = Open();
  MustAppend(*journal, Started("a"));
  std::vector<std::vector<uint64_t>> given(4);
  std::vector<std::thread> threads;
  for (auto& mine : given) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) mine.push_back(MustAppend(*journal, StepStarted("a")));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<uint64_t> all;
  for (const auto& mine : given) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 100u);
  EXPECT_EQ(*all.rbegin(), 101u);
}

INSTANTIATE_TEST_SUITE_P(Each, BothJournalsTest,
                         testing::Values(JournalKind::kFile, JournalKind::kDatabase),
                         JournalKindName);

}  // namespace
}  // namespace release

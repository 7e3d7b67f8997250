// Several processes and one journal, and what a sudden end leaves.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/process.h"
#include "tools/coordinator/journal/both_journals_testing.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/journal/journal_testing.h"

namespace release {
namespace {

class ProcessesTest : public BothJournalsTest {
 protected:
  // Reads until there are `lines` numbers, or to the end.
  static std::vector<uint64_t> Numbers(int fd, int64_t lines = INT64_MAX) {
    std::string text;
    char buffer[4096];
    while (std::count(text.begin(), text.end(), '\n') < lines) {
      const ssize_t count = read(fd, buffer, sizeof buffer);
      if (count <= 0) break;
      text.append(buffer, static_cast<size_t>(count));
    }
    std::vector<uint64_t> numbers;
    text.resize(text.rfind('\n') + 1);
    for (const auto& line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
      uint64_t number = 0;
      EXPECT_TRUE(absl::SimpleAtoi(line, &number)) << line;
      numbers.push_back(number);
    }
    return numbers;
  }
};

TEST_P(ProcessesTest, KilledWriterLosesNothingThatWasAcknowledged) {
  uint64_t acknowledged = 0;
  for (int round = 1; round <= 8; ++round) {
    Process writer = Writer({"append", "a"});
    const FileDescriptor out = writer.TakeStdout();
    std::vector<uint64_t> numbers = Numbers(out.get(), round * 3);
    writer.Signal(SIGKILL);
    ASSERT_TRUE(writer.Wait().ok());
    const std::vector<uint64_t> rest = Numbers(out.get());
    if (!rest.empty()) numbers = rest;
    ASSERT_FALSE(numbers.empty());
    EXPECT_GT(numbers.back(), acknowledged);
    acknowledged = numbers.back();

    const auto journal = Open();  // checks the chain
    ASSERT_NE(journal, nullptr);
    const auto events = *journal->EventsOf("a", 1);
    EXPECT_GE(events.size(), acknowledged);
    EXPECT_LE(events.size(), acknowledged + 1);  // the one whose acknowledgement was on its way
    EXPECT_EQ(events.back().sequence(), events.size());
  }
}

TEST_P(ProcessesTest, GenerationsOfTwoProcessesAreAllDifferent) {
  Process first = Writer({"generations", "production", "40"});
  Process second = Writer({"generations", "production", "40"});
  const std::vector<uint64_t> mine = Numbers(first.TakeStdout().get());
  const std::vector<uint64_t> theirs = Numbers(second.TakeStdout().get());
  EXPECT_TRUE(first.Wait()->Success());
  EXPECT_TRUE(second.Wait()->Success());
  EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
  EXPECT_TRUE(std::is_sorted(theirs.begin(), theirs.end()));
  std::set<uint64_t> all(mine.begin(), mine.end());
  all.insert(theirs.begin(), theirs.end());
  EXPECT_EQ(all.size(), 80u);
  EXPECT_EQ(*all.rbegin(), 80u);
}

TEST_P(ProcessesTest, ReaderSeesARunningRelease) {
  Process writer = Writer({"append", "a"});
  const FileDescriptor out = writer.TakeStdout();
  size_t seen = 0;
  for (int i = 0; i < 5; ++i) {
    const std::vector<uint64_t> numbers = Numbers(out.get(), 1);
    ASSERT_FALSE(numbers.empty());
    const auto journal = Open();
    ASSERT_NE(journal, nullptr);
    const auto events = *journal->EventsOf("a", 1);
    EXPECT_GE(events.size(), numbers.back());
    EXPECT_GE(events.size(), seen);
    seen = events.size();
    EXPECT_EQ(journal->Unfinished("rehearsal", ThePipeline())->value().str(), "a");
  }
  // The reader has come and gone; the writer does not notice.
  EXPECT_FALSE(Numbers(out.get(), 1).empty());
}

TEST_P(ProcessesTest, TwoReleasesInOneJournalKeepOneChain) {
  Process first = Writer({"append", "a", "30"});
  Process second = Writer({"append", "b", "30"});
  EXPECT_EQ(Numbers(first.TakeStdout().get()).size(), 30u);
  EXPECT_EQ(Numbers(second.TakeStdout().get()).size(), 30u);
  EXPECT_TRUE(first.Wait()->Success());
  EXPECT_TRUE(second.Wait()->Success());
  const auto journal = Open();
  ASSERT_NE(journal, nullptr);
  EXPECT_EQ(journal->EventsOf("a", 1)->size(), 30u);
  EXPECT_EQ(journal->EventsOf("b", 1)->size(), 30u);
}

TEST_P(ProcessesTest, ProcessesThatMakeTheJournalAtOnceAgreeOnOne) {
  std::vector<Process> processes;
  for (int i = 0; i < 4; ++i) processes.push_back(Writer({"generations", "e", "1"}));
  std::set<uint64_t> all;
  for (Process& process : processes) {
    for (const uint64_t number : Numbers(process.TakeStdout().get())) all.insert(number);
    EXPECT_TRUE(process.Wait()->Success());
  }
  EXPECT_EQ(all, (std::set<uint64_t>{1, 2, 3, 4}));
}

INSTANTIATE_TEST_SUITE_P(Each, ProcessesTest,
                         testing::Values(JournalKind::kFile, JournalKind::kDatabase),
                         JournalKindName);

}  // namespace
}  // namespace release

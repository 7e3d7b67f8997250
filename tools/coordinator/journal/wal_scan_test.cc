// A log that a crash has torn goes on from the last acknowledged event; one that was damaged is
// refused.
#include "tools/coordinator/journal/wal_scan.h"

#include <unistd.h>

#include <cstddef>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/journal/journal_testing.h"

namespace release {
namespace {

constexpr size_t kFrame = 24 + 4096;

// Takes pictures of the files of a living journal, as a loss of power would leave them.
class WalTest : public JournalTest {
 protected:
  WalTest() {
    const auto journal = Open();
    MustAppend(*journal, Started("a"));
    file_ = Bytes(path_);
    for (int i = 0; i < 6; ++i) {
      MustAppend(*journal, StepStarted("a"));
      logs_.push_back(Bytes(path_ + "-wal"));
    }
    log_ = logs_.back();
  }

  void Restore(std::string_view log) const {
    unlink((path_ + "-shm").c_str());
    Put(path_, file_);
    Put(path_ + "-wal", log);
  }

  std::string file_;
  std::string log_;
  std::vector<std::string> logs_;  // after each of the six events
};

TEST_F(WalTest, GoodLogIsReadToItsEnd) {
  const WalScan scan = ScanWal(log_);
  EXPECT_FALSE(scan.Damaged());
  EXPECT_EQ(scan.good_frames, (log_.size() - 32) / kFrame);
  Restore(log_);
  EXPECT_EQ(Open()->EventsOf("a", 1)->size(), 7u);
}

TEST_F(WalTest, TornEndGoesBackToTheLastAcknowledgedEvent) {
  const std::string& acknowledged = logs_[4];
  ASSERT_LT(acknowledged.size(), log_.size());
  for (size_t cut = acknowledged.size(); cut < log_.size(); cut += 211) {
    SCOPED_TRACE(cut);
    Restore(std::string_view(log_).substr(0, cut));
    const auto journal = Open();
    ASSERT_NE(journal, nullptr);
    EXPECT_EQ(journal->EventsOf("a", 1)->size(), 6u);
    EXPECT_EQ(MustAppend(*journal, StepFinished("a")), 7u);
  }
}

TEST_F(WalTest, LastCommitMayArriveInAnyOrder) {
  // Every page of the last commit except its first: the disk wrote them in another order.
  std::string torn = log_;
  torn.replace(logs_[4].size(), kFrame, kFrame, '\0');
  Restore(torn);
  EXPECT_EQ(Open()->EventsOf("a", 1)->size(), 6u);
}

TEST_F(WalTest, DamageBeforeAcknowledgedEventsIsRefused) {
  for (size_t at = 32 + kFrame + 100; at < logs_[3].size(); at += kFrame) {
    SCOPED_TRACE(at);
    std::string bad = log_;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    Restore(bad);
    const absl::Status status = Journal::Open(path_).status();
    EXPECT_EQ(CodeOf(status), "JOURNAL-DAMAGED");
    EXPECT_NE(WhyOf(status).find("write-ahead log"), std::string::npos) << WhyOf(status);
    EXPECT_EQ(Bytes(path_), file_);
    EXPECT_EQ(Bytes(path_ + "-wal"), bad);
  }
}

TEST_F(WalTest, DamagedHeaderOfTheLogIsRefused) {
  for (size_t at = 0; at < 32; ++at) {
    SCOPED_TRACE(at);
    std::string bad = log_;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    Restore(bad);
    EXPECT_EQ(CodeOf(Journal::Open(path_)), "JOURNAL-DAMAGED");
    EXPECT_EQ(Bytes(path_ + "-wal"), bad);
  }
}

TEST_F(WalTest, LogOfZerosWasNeverWritten) {
  EXPECT_FALSE(ScanWal(std::string(65536, '\0')).Damaged());
  EXPECT_FALSE(ScanWal("").Damaged());
  EXPECT_FALSE(ScanWal(std::string(31, 'x')).Damaged());
}

}  // namespace
}  // namespace release

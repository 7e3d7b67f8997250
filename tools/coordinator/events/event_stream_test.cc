#include "tools/coordinator/events/event_stream.h"

#include <thread>

#include "gtest/gtest.h"
#include "tools/base/clock_fake.h"
#include "tools/base/files.h"

namespace release {
namespace {

constexpr absl::Duration kLong = absl::Minutes(1);

class EventStreamTest : public testing::Test {
 protected:
  EventStreamTest() {
    v1::Event event = Of("r1");
    event.mutable_release_started()->mutable_release()->set_release_id("r1");
    event.mutable_release_started()->mutable_release()->set_environment("test");
    EXPECT_TRUE(events_.Record(event).ok());
  }

  static v1::Event Of(const std::string& release_id) {
    v1::Event event;
    event.set_release_id(release_id);
    return event;
  }

  uint64_t RecordApproval() {
    v1::Event event = Of("r1");
    event.mutable_approved()->set_by("eve");
    return events_.Record(event).value();
  }

  void EmitProgress(const std::string& text) {
    v1::Event event = Of("r1");
    event.mutable_progress()->set_text(text);
    events_.Emit(event);
  }

  absl::StatusOr<TempDirectory> directory_ = TempDirectory::Create();
  std::unique_ptr<Journal> journal_ = *Journal::Open(directory_->path() + "/journal.db");
  FakeClock clock_;
  EventStream events_{*journal_, clock_};
};

TEST_F(EventStreamTest, AFactIsInTheJournalWhenAWatcherSeesIt) {
  auto watcher = *events_.Subscribe("r1", 2);
  EXPECT_EQ(RecordApproval(), 2U);
  const std::optional<v1::Event> seen = watcher->Next(kLong);
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->sequence(), 2U);
  EXPECT_EQ(journal_->EventsOf("r1", 2)->size(), 1U);
}

TEST_F(EventStreamTest, ALateWatcherGetsThePastFirst) {
  RecordApproval();
  auto watcher = *events_.Subscribe("r1", 0);
  RecordApproval();
  for (uint64_t sequence = 1; sequence <= 3; ++sequence) {
    EXPECT_EQ(watcher->Next(kLong)->sequence(), sequence);
  }
  EXPECT_TRUE(watcher->Drained());
}

TEST_F(EventStreamTest, FleetingFactsAreToldAndNotKept) {
  auto watcher = *events_.Subscribe("r1", 2);
  EmitProgress("working");
  EXPECT_EQ(watcher->Next(kLong)->progress().text(), "working");
  EXPECT_EQ(journal_->EventsOf("r1", 1)->size(), 1U);
}

TEST_F(EventStreamTest, ASlowWatcherLosesFleetingFactsButNoDurableOne) {
  auto watcher = *events_.Subscribe("r1", 2);
  EmitProgress("the oldest");
  RecordApproval();
  for (int i = 0; i < 5000; ++i) EmitProgress("flood");
  RecordApproval();
  int durable = 0, fleeting = 0;
  while (!watcher->Drained()) {
    const v1::Event event = *watcher->Next(kLong);
    event.sequence() == 0 ? ++fleeting : ++durable;
    EXPECT_NE(event.progress().text(), "the oldest");
  }
  EXPECT_EQ(durable, 2);
  EXPECT_EQ(fleeting, 4096);
}

TEST_F(EventStreamTest, AWatcherOfAnUnknownReleaseOrFutureIsRefused) {
  EXPECT_EQ(events_.Subscribe("nobody", 1).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(events_.Subscribe("r1", 3).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(events_.Subscribe("r1", 2).ok());
}

TEST_F(EventStreamTest, ClosingEndsAWatcherOnceItHasReadAll) {
  auto watcher = *events_.Subscribe("r1", 1);
  events_.Close();
  EXPECT_FALSE(watcher->closed());
  EXPECT_TRUE(watcher->Next(kLong).has_value());
  EXPECT_TRUE(watcher->closed());
  EXPECT_FALSE(watcher->Next(kLong).has_value());
}

TEST_F(EventStreamTest, AWaitingWatcherIsWokenByAFact) {
  auto watcher = *events_.Subscribe("r1", 2);
  std::optional<v1::Event> seen;
  std::thread waiting([&] { seen = watcher->Next(kLong); });
  RecordApproval();
  waiting.join();
  EXPECT_TRUE(seen.has_value());
}

}  // namespace
}  // namespace release

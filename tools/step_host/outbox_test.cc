#include "tools/step_host/outbox.h"

#include <atomic>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tools/base/printable.h"

namespace release {
namespace {

v1::LogLine LineOf(std::string text) {
  v1::LogLine line;
  line.set_text(std::move(text));
  return line;
}

v1::HostMessage ProgressOf(std::string text) {
  v1::HostMessage message;
  message.mutable_progress()->set_text(std::move(text));
  return message;
}

TEST(OutboxTest, LinesBecomeOneBatchAndTheOrderIsKept) {
  Outbox outbox;
  outbox.PushLine(1, LineOf("a"));
  outbox.PushLine(1, LineOf("b"));
  outbox.Push(ProgressOf("between"));
  outbox.PushLine(1, LineOf("c"));

  std::optional<v1::HostMessage> first = outbox.Pop(absl::ZeroDuration());
  ASSERT_TRUE(first && first->has_log());
  ASSERT_EQ(first->log().lines_size(), 2);
  EXPECT_EQ(first->log().lines(1).text(), "b");
  EXPECT_TRUE(outbox.Pop(absl::ZeroDuration())->has_progress());
  EXPECT_EQ(outbox.Pop(absl::ZeroDuration())->log().lines(0).text(), "c");
  EXPECT_FALSE(outbox.Pop(absl::ZeroDuration()));
}

TEST(OutboxTest, LinesOfTwoCallsAreTwoBatches) {
  Outbox outbox;
  outbox.PushLine(1, LineOf("a"));
  outbox.PushLine(2, LineOf("b"));
  EXPECT_EQ(outbox.Pop(absl::ZeroDuration())->log().call_id(), 1u);
  EXPECT_EQ(outbox.Pop(absl::ZeroDuration())->log().call_id(), 2u);
}

TEST(OutboxTest, ABatchStaysWithinItsBound) {
  Outbox outbox(1 << 20);
  for (int i = 0; i < 40; ++i) outbox.PushLine(1, LineOf(std::string(kMaxLogLine, 'x')));
  int lines = 0;
  while (std::optional<v1::HostMessage> batch = outbox.Pop(absl::ZeroDuration())) {
    EXPECT_LE(batch->ByteSizeLong(), kMaxLogBatch);
    lines += batch->log().lines_size();
  }
  EXPECT_EQ(lines, 40);
}

TEST(OutboxTest, WhoFillsItFasterThanItIsReadIsSlowedAndLosesNothing) {
  constexpr size_t kCapacity = 1 << 10;
  constexpr int kLines = 2000;
  Outbox outbox(kCapacity);
  std::atomic<int> pushed = 0;
  std::thread writer([&] {
    for (int i = 0; i < kLines; ++i) {
      outbox.PushLine(1, LineOf(std::to_string(i)));
      ++pushed;
    }
  });
  int expected = 0;
  while (expected < kLines) {
    std::optional<v1::HostMessage> batch = outbox.Pop(absl::Minutes(1));
    ASSERT_TRUE(batch);
    for (const v1::LogLine& line : batch->log().lines()) {
      EXPECT_EQ(line.text(), std::to_string(expected++));
    }
    // At most the capacity is ahead of the reader: a line weighs 65 bytes or more.
    EXPECT_LE(pushed - expected, static_cast<int>(kCapacity / 65) + 2);
  }
  writer.join();
}

}  // namespace
}  // namespace release

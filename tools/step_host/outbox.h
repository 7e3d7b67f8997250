// What waits to be sent to the coordinator, in order and within a bound.
#ifndef RELEASE_TOOLS_STEP_HOST_OUTBOX_H_
#define RELEASE_TOOLS_STEP_HOST_OUTBOX_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <variant>

#include "absl/time/time.h"
#include "proto/release/v1/host.pb.h"

namespace release {

// A queue of bounded size: who fills it faster than the coordinator reads is slowed, and nothing is
// dropped. Log lines are put together into batches of at most kMaxLogBatch bytes on the way out.
//
// Threads: any number push, one pops.
class Outbox {
 public:
  // Bytes that may wait. One message more may come on top.
  explicit Outbox(size_t capacity = 256 << 10) : capacity_(capacity) {}

  // Block while the box is full.
  void PushLine(uint64_t call_id, v1::LogLine line);
  void Push(v1::HostMessage message);

  // The next message; absent when there was none for `timeout`.
  std::optional<v1::HostMessage> Pop(absl::Duration timeout);

 private:
  struct Line {
    uint64_t call_id;
    v1::LogLine line;
  };
  struct Item {
    size_t size;
    std::variant<Line, v1::HostMessage> content;
  };

  void Put(Item item);
  Item Take();

  const size_t capacity_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable drained_;
  std::deque<Item> items_;
  size_t size_ = 0;
};

}  // namespace release

#endif  // RELEASE_TOOLS_STEP_HOST_OUTBOX_H_

// The one place where facts of a release become known: first to the journal,
// then to whoever watches.
#ifndef RELEASE_TOOLS_COORDINATOR_EVENTS_EVENT_STREAM_H_
#define RELEASE_TOOLS_COORDINATOR_EVENTS_EVENT_STREAM_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/release/v1/event.pb.h"
#include "tools/base/clock.h"
#include "tools/coordinator/journal/journal.h"

namespace release {

// The events of one release for one watcher, in order. Made by
// EventStream::Subscribe; may outlive the stream.
//
// Threads: one reader; the stream writes from any thread.
class Subscription {
 public:
  explicit Subscription(std::string release_id) : release_id_(std::move(release_id)) {}

  // The next event, or nothing when `wait` is over or the stream was closed.
  std::optional<v1::Event> Next(absl::Duration wait);

  // No event will come any more, and all were given.
  bool closed() const;

  // Everything so far was given.
  bool Drained() const;

 private:
  friend class EventStream;

  // A watcher that falls this far behind loses logs and progress, never facts.
  static constexpr size_t kMaxFleeting = 4096;

  void Push(const v1::Event& event);
  void Close();

  const std::string release_id_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<v1::Event> queue_;
  size_t fleeting_ = 0;
  bool closed_ = false;
};

// Threads: any. Outlived by the journal and the clock.
class EventStream {
 public:
  EventStream(Journal& journal, Clock& clock) : journal_(journal), clock_(clock) {}
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  // Makes a fact durable, then known. On return it has survived a power cut; an
  // effect that it announces may start. Fails with the journal's diagnosis, and
  // then nobody has seen it. Returns its sequence number.
  absl::StatusOr<uint64_t> Record(v1::Event event);

  // Tells watchers something that is not kept: a log, progress.
  void Emit(v1::Event event);

  // Everything durable from `from_sequence` on, then what happens. NOT_FOUND or
  // OUT_OF_RANGE as Releases.Watch documents it.
  absl::StatusOr<std::shared_ptr<Subscription>> Subscribe(const std::string& release_id,
                                                          uint64_t from_sequence);

  // Ends every subscription once its queue is read.
  void Close();

 private:
  void Broadcast(const v1::Event& event);

  Journal& journal_;
  Clock& clock_;
  std::mutex mutex_;  // held over append and broadcast, so that order is one
  std::vector<std::weak_ptr<Subscription>> subscriptions_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_EVENTS_EVENT_STREAM_H_

#include "tools/coordinator/events/event_stream.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

namespace release {
namespace {

void Stamp(Clock& clock, v1::Event& event) {
  *event.mutable_at() =
      google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(clock.Now()));
}

}  // namespace

std::optional<v1::Event> Subscription::Next(absl::Duration wait) {
  std::unique_lock lock(mutex_);
  ready_.wait_for(lock, absl::ToChronoMilliseconds(wait),
                  [this] { return closed_ || !queue_.empty(); });
  if (queue_.empty()) return std::nullopt;
  v1::Event event = std::move(queue_.front());
  queue_.pop_front();
  if (event.sequence() == 0) --fleeting_;
  return event;
}

bool Subscription::closed() const {
  std::lock_guard lock(mutex_);
  return closed_ && queue_.empty();
}

bool Subscription::Drained() const {
  std::lock_guard lock(mutex_);
  return queue_.empty();
}

void Subscription::Push(const v1::Event& event) {
  if (event.release_id() != release_id_) return;
  {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    if (event.sequence() == 0) {
      if (fleeting_ == kMaxFleeting) {
        auto oldest = std::find_if(queue_.begin(), queue_.end(),
                                   [](const v1::Event& e) { return e.sequence() == 0; });
        queue_.erase(oldest);
        --fleeting_;
      }
      ++fleeting_;
    }
    queue_.push_back(event);
  }
  ready_.notify_one();
}

void Subscription::Close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  ready_.notify_all();
}

EventStream::~EventStream() { Close(); }

absl::StatusOr<uint64_t> EventStream::Record(v1::Event event) {
  std::lock_guard lock(mutex_);
  Stamp(clock_, event);
  absl::StatusOr<uint64_t> sequence = journal_.Append(event);
  if (!sequence.ok()) return sequence;
  event.set_sequence(*sequence);
  Broadcast(event);
  return sequence;
}

void EventStream::Emit(v1::Event event) {
  std::lock_guard lock(mutex_);
  Stamp(clock_, event);
  event.set_sequence(0);
  Broadcast(event);
}

absl::StatusOr<std::shared_ptr<Subscription>> EventStream::Subscribe(const std::string& release_id,
                                                                     uint64_t from_sequence) {
  std::lock_guard lock(mutex_);  // nothing may happen between replay and registration
  absl::StatusOr<std::vector<v1::Event>> past = journal_.EventsOf(release_id, 1);
  if (!past.ok()) return past.status();
  if (past->empty()) return absl::NotFoundError(absl::StrCat("no release ", release_id));
  if (from_sequence > past->size() + 1) {
    return absl::OutOfRangeError(absl::StrCat("from_sequence is ", from_sequence,
                                              ", the newest event of ", release_id, " is ",
                                              past->size()));
  }
  auto subscription = std::make_shared<Subscription>(release_id);
  for (const v1::Event& event : *past) {
    if (event.sequence() >= from_sequence) subscription->Push(event);
  }
  std::erase_if(subscriptions_, [](const auto& weak) { return weak.expired(); });
  subscriptions_.push_back(subscription);
  return subscription;
}

void EventStream::Close() {
  std::lock_guard lock(mutex_);
  for (const auto& weak : subscriptions_) {
    if (auto subscription = weak.lock()) subscription->Close();
  }
}

void EventStream::Broadcast(const v1::Event& event) {
  for (const auto& weak : subscriptions_) {
    if (auto subscription = weak.lock()) subscription->Push(event);
  }
}

}  // namespace release

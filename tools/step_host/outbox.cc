#include "tools/step_host/outbox.h"

#include <utility>

#include "absl/time/clock.h"
#include "tools/base/printable.h"

namespace release {
namespace {

// What a line or message weighs beside its text.
constexpr size_t kOverhead = 64;

}  // namespace

void Outbox::PushLine(uint64_t call_id, v1::LogLine line) {
  const size_t size = line.text().size() + kOverhead;
  Put({size, Line{call_id, std::move(line)}});
}

void Outbox::Push(v1::HostMessage message) {
  const size_t size = message.ByteSizeLong() + kOverhead;
  Put({size, std::move(message)});
}

void Outbox::Put(Item item) {
  std::unique_lock lock(mutex_);
  drained_.wait(lock, [&] { return size_ < capacity_; });
  size_ += item.size;
  items_.push_back(std::move(item));
  filled_.notify_one();
}

Outbox::Item Outbox::Take() {
  Item item = std::move(items_.front());
  items_.pop_front();
  size_ -= item.size;
  return item;
}

std::optional<v1::HostMessage> Outbox::Pop(absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  const auto wait = absl::ToChronoNanoseconds(std::max(timeout, absl::ZeroDuration()));
  if (!filled_.wait_for(lock, wait, [&] { return !items_.empty(); })) return std::nullopt;

  Item first = Take();
  v1::HostMessage message;
  if (Line* line = std::get_if<Line>(&first.content); line == nullptr) {
    message = std::move(std::get<v1::HostMessage>(first.content));
  } else {
    size_t size = first.size;
    message.mutable_log()->set_call_id(line->call_id);
    *message.mutable_log()->add_lines() = std::move(line->line);
    while (!items_.empty() && std::holds_alternative<Line>(items_.front().content) &&
           std::get<Line>(items_.front().content).call_id == message.log().call_id() &&
           size + items_.front().size <= kMaxLogBatch) {
      Item next = Take();
      size += next.size;
      *message.mutable_log()->add_lines() = std::move(std::get<Line>(next.content).line);
    }
  }
  drained_.notify_all();
  return message;
}

}  // namespace release

#include "tools/coordinator/journal/chain_rules.h"

#include <algorithm>
#include <utility>

#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/journal_problem.h"

namespace release {

absl::Status CheckPlace(const v1::Event& event, uint64_t last_sequence) {
  switch (event.fact_case()) {
    case v1::Event::FACT_NOT_SET:
      return JournalWrongEvent(event.release_id(), "it states no fact");
    case v1::Event::kLog:
    case v1::Event::kProgress:
      return JournalWrongEvent(event.release_id(), "logs and progress are not kept");
    case v1::Event::kReleaseStarted:
      if (event.release_id().empty() ||
          event.release_started().release().release_id() != event.release_id()) {
        return JournalWrongEvent(event.release_id(), "it starts a release of another id");
      }
      if (last_sequence == 0) return absl::OkStatus();
      return JournalWrongEvent(event.release_id(), "the release has been started before");
    default:
      if (last_sequence != 0) return absl::OkStatus();
      return JournalWrongEvent(event.release_id(), "the release has not been started");
  }
}

bool IsClosing(const v1::Event& event) {
  return event.has_change_applied() || event.has_step_finished() || event.has_release_finished();
}

std::string SealRecord(v1::JournalRecord& record, uint64_t position, std::string previous,
                       v1::Event event, uint64_t sequence) {
  record.Clear();
  record.set_position(position);
  if (!previous.empty()) record.set_previous(std::move(previous));
  event.set_sequence(sequence);
  *record.mutable_event() = std::move(event);
  return record.SerializeAsString();
}

std::string ChainCheck::Next(uint64_t position, std::string_view release_id, uint64_t sequence,
                             std::string_view bytes, std::string_view sha256) {
  if (position != position_ + 1) return Concat("record ", position_ + 1, " is missing");
  position_ = position;
  const Digest digest = DigestOf(bytes);
  if (digest.bytes() != sha256) return "its bytes are not those that were written";
  if (!record_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return "it is not a JournalRecord";
  }
  if (record_.position() != position) return "it belongs to another position";
  if (record_.previous() != previous_) return "the record before it is not the one it was made for";
  previous_ = digest.bytes();

  const v1::Event& event = record_.event();
  if (event.release_id() != release_id || event.sequence() != sequence) {
    return "it is filed under another release or number";
  }
  Seen& seen = releases_[event.release_id()];
  if (event.sequence() != ++seen.sequence) return "an event of its release is missing before it";
  if (event.has_release_started() != (event.sequence() == 1)) {
    return "its release does not begin with a start";
  }
  if (event.has_release_started()) {
    seen.environment = event.release_started().release().environment();
    seen.first_position = position;
    uint64_t& newest = generations_[seen.environment];
    newest = std::max(newest, event.release_started().release().generation());
  }
  return {};
}

}  // namespace release

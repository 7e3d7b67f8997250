#include "tools/coordinator/journal/chain.h"

#include <map>
#include <string_view>
#include <utility>

#include "proto/release/v1/journal.pb.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/journal_problem.h"

namespace release {
namespace {

bool Parse(std::string_view bytes, v1::JournalRecord& record) {
  return record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// Number of the release's last event; 0 when it has none.
absl::StatusOr<uint64_t> LastSequence(Database& database, const std::string& release_id) {
  Statement last(database, "SELECT coalesce(max(sequence), 0) FROM records WHERE release_id = ?");
  last.BindText(release_id);
  if (absl::StatusOr<bool> row = last.Step(); !row.ok()) return row.status();
  return last.Number(0);
}

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

absl::Status AddRelease(Database& database, const v1::Event& event, uint64_t position) {
  Statement insert(database, "INSERT INTO releases VALUES (?, ?, ?)");
  insert.BindText(event.release_id())
      .BindText(event.release_started().release().environment())
      .Bind(position);
  return insert.Finish();
}

// What the check knows about a release while it reads.
struct Seen {
  std::string environment;
  uint64_t first_position = 0;
  uint64_t sequence = 0;
};

class ChainCheck {
 public:
  // The first thing that is wrong with the record, or nothing.
  std::string Next(uint64_t position, std::string_view release_id, uint64_t sequence,
                   std::string_view bytes, std::string_view sha256);

  const std::map<std::string, Seen, std::less<>>& releases() const { return releases_; }

 private:
  v1::JournalRecord record_;  // reused: parsing is most of the work
  uint64_t position_ = 0;
  std::string previous_;
  std::map<std::string, Seen, std::less<>> releases_;
};

std::string ChainCheck::Next(uint64_t position, std::string_view release_id, uint64_t sequence,
                             std::string_view bytes, std::string_view sha256) {
  if (position != position_ + 1) return Concat("record ", position_ + 1, " is missing");
  position_ = position;
  const Digest digest = DigestOf(bytes);
  if (digest.bytes() != sha256) return "its bytes are not those that were written";
  if (!Parse(bytes, record_)) return "it is not a JournalRecord";
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
  }
  return {};
}

absl::Status CheckReleases(Database& database, std::map<std::string, Seen, std::less<>> seen) {
  Statement rows(database, "SELECT release_id, environment, first_position FROM releases");
  for (;;) {
    absl::StatusOr<bool> row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) break;
    const auto found = seen.find(rows.Bytes(0));
    if (found == seen.end() || found->second.environment != rows.Bytes(1) ||
        found->second.first_position != rows.Number(2)) {
      return JournalDamaged(database.path(), Concat("the list of releases names `", rows.Bytes(0),
                                                    "`, the records tell otherwise"));
    }
    seen.erase(found);
  }
  if (seen.empty()) return absl::OkStatus();
  return JournalDamaged(database.path(),
                        Concat("the list of releases lacks `", seen.begin()->first, "`"));
}

}  // namespace

absl::StatusOr<uint64_t> AppendRecord(Database& database, v1::Event event) {
  absl::StatusOr<uint64_t> last_sequence = LastSequence(database, event.release_id());
  if (!last_sequence.ok()) return last_sequence.status();
  if (absl::Status fits = CheckPlace(event, *last_sequence); !fits.ok()) return fits;

  Statement last(database, "SELECT position, sha256 FROM records ORDER BY position DESC LIMIT 1");
  absl::StatusOr<bool> row = last.Step();
  if (!row.ok()) return row.status();
  v1::JournalRecord record;
  record.set_position(*row ? last.Number(0) + 1 : 1);
  if (*row) record.set_previous(std::string(last.Bytes(1)));
  event.set_sequence(*last_sequence + 1);
  *record.mutable_event() = std::move(event);
  if (record.event().has_release_started()) {
    absl::Status added = AddRelease(database, record.event(), record.position());
    if (!added.ok()) return added;
  }
  const std::string bytes = record.SerializeAsString();
  Statement insert(database, "INSERT INTO records VALUES (?, ?, ?, ?, ?)");
  insert.Bind(record.position())
      .BindText(record.event().release_id())
      .Bind(record.event().sequence())
      .BindBlob(bytes)
      .BindBlob(DigestOf(bytes).bytes());
  if (absl::Status inserted = insert.Finish(); !inserted.ok()) return inserted;
  return record.event().sequence();
}

absl::Status CheckChain(Database& database) {
  ChainCheck check;
  Statement rows(database,
                 "SELECT position, release_id, sequence, record, sha256 FROM records "
                 "ORDER BY position");
  for (;;) {
    absl::StatusOr<bool> row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) break;
    const uint64_t position = rows.Number(0);
    const std::string wrong =
        check.Next(position, rows.Bytes(1), rows.Number(2), rows.Bytes(3), rows.Bytes(4));
    if (!wrong.empty()) {
      return JournalDamaged(database.path(), Concat("at record ", position, ": ", wrong));
    }
  }
  return CheckReleases(database, check.releases());
}

absl::StatusOr<v1::Event> EventIn(const Database& database, uint64_t position,
                                  std::string_view bytes) {
  v1::JournalRecord record;
  if (!Parse(bytes, record)) {
    return JournalDamaged(database.path(),
                          Concat("at record ", position, ": it is not a JournalRecord"));
  }
  return std::move(*record.mutable_event());
}

}  // namespace release

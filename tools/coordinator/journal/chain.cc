#include "tools/coordinator/journal/chain.h"

#include <string_view>
#include <utility>

#include "proto/release/v1/journal.pb.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/chain_rules.h"
#include "tools/coordinator/journal/journal_problem.h"

namespace release {
namespace {

// Number of the release's last event; 0 when it has none.
absl::StatusOr<uint64_t> LastSequence(Database& database, const std::string& release_id) {
  Statement last(database, "SELECT coalesce(max(sequence), 0) FROM records WHERE release_id = ?");
  last.BindText(release_id);
  if (absl::StatusOr<bool> row = last.Step(); !row.ok()) return row.status();
  return last.Number(0);
}

absl::Status AddRelease(Database& database, const v1::Event& event, uint64_t position) {
  Statement insert(database, "INSERT INTO releases VALUES (?, ?, ?)");
  insert.BindText(event.release_id())
      .BindText(event.release_started().release().environment())
      .Bind(position);
  if (absl::Status inserted = insert.Finish(); !inserted.ok()) return inserted;
  // Whoever gave the number, it is not given again.
  Statement raise(database,
                  "INSERT INTO generations VALUES (?, ?) ON CONFLICT (environment) "
                  "DO UPDATE SET newest = max(newest, excluded.newest)");
  raise.BindText(event.release_started().release().environment())
      .Bind(event.release_started().release().generation());
  return raise.Finish();
}

}  // namespace

absl::StatusOr<uint64_t> AppendRecord(Database& database, v1::Event event) {
  absl::StatusOr<uint64_t> last_sequence = LastSequence(database, event.release_id());
  if (!last_sequence.ok()) return last_sequence.status();
  if (absl::Status fits = CheckPlace(event, *last_sequence); !fits.ok()) return fits;

  Statement last(database, "SELECT position, sha256 FROM records ORDER BY position DESC LIMIT 1");
  absl::StatusOr<bool> row = last.Step();
  if (!row.ok()) return row.status();
  const uint64_t position = *row ? last.Number(0) + 1 : 1;
  v1::JournalRecord record;
  const std::string bytes =
      SealRecord(record, position, *row ? std::string(last.Bytes(1)) : std::string(),
                 std::move(event), *last_sequence + 1);
  if (record.event().has_release_started()) {
    absl::Status added = AddRelease(database, record.event(), position);
    if (!added.ok()) return added;
  }
  Statement insert(database, "INSERT INTO records VALUES (?, ?, ?, ?, ?)");
  insert.Bind(record.position())
      .BindText(record.event().release_id())
      .Bind(record.event().sequence())
      .BindBlob(bytes)
      .BindBlob(DigestOf(bytes).bytes());
  if (absl::Status inserted = insert.Finish(); !inserted.ok()) return inserted;
  return record.event().sequence();
}

absl::StatusOr<v1::Event> EventIn(const Database& database, uint64_t position,
                                  std::string_view bytes) {
  v1::JournalRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return JournalDamaged(database.path(),
                          Concat("at record ", position, ": it is not a JournalRecord"));
  }
  return std::move(*record.mutable_event());
}

}  // namespace release

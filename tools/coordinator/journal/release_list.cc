#include "tools/coordinator/journal/release_list.h"

#include <utility>

#include "tools/coordinator/journal/chain.h"

namespace release {
namespace {

// The last event that opens, reopens or closes the release. It is nearly always the last of all.
absl::Status ReadEnd(Database& database, ReleaseSummary& summary) {
  Statement rows(
      database, "SELECT position, record FROM records WHERE release_id = ? ORDER BY sequence DESC");
  rows.BindText(summary.release_id);
  for (;;) {
    absl::StatusOr<bool> row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    absl::StatusOr<v1::Event> event = EventIn(database, rows.Number(0), rows.Bytes(1));
    if (!event.ok()) return event.status();
    if (TakeEnd(*event, summary)) return absl::OkStatus();
  }
}

}  // namespace

absl::StatusOr<std::vector<v1::Event>> ReadEvents(Database& database, const std::string& release_id,
                                                  uint64_t from_sequence) {
  Statement rows(database,
                 "SELECT position, record FROM records WHERE release_id = ? AND sequence >= ? "
                 "ORDER BY sequence");
  rows.BindText(release_id).Bind(from_sequence);
  std::vector<v1::Event> events;
  for (;;) {
    absl::StatusOr<bool> row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) return events;
    absl::StatusOr<v1::Event> event = EventIn(database, rows.Number(0), rows.Bytes(1));
    if (!event.ok()) return event.status();
    events.push_back(*std::move(event));
  }
}

absl::StatusOr<std::vector<ReleaseSummary>> ListReleases(Database& database,
                                                         const std::string& environment,
                                                         uint32_t limit) {
  absl::StatusOr<Transaction> view = Transaction::Begin(database, Transaction::kRead);
  if (!view.ok()) return view.status();
  Statement rows(database,
                 "SELECT first_position, record FROM releases JOIN records "
                 "ON position = first_position WHERE ?1 = '' OR environment = ?1 "
                 "ORDER BY first_position DESC LIMIT ?2");
  rows.BindText(environment).Bind(limit);
  std::vector<ReleaseSummary> releases;
  for (;;) {
    absl::StatusOr<bool> row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) return releases;
    absl::StatusOr<v1::Event> started = EventIn(database, rows.Number(0), rows.Bytes(1));
    if (!started.ok()) return started.status();
    ReleaseSummary summary = SummaryOf(*started);
    if (absl::Status end = ReadEnd(database, summary); !end.ok()) return end;
    releases.push_back(std::move(summary));
  }
}

}  // namespace release

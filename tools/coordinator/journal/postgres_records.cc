#include "tools/coordinator/journal/postgres_records.h"

#include <utility>

#include "proto/release/v1/journal.pb.h"
#include "tools/base/diagnosis.h"
#include "tools/base/digest.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/chain_rules.h"

namespace release {
namespace {

using postgres_state::Row;
using postgres_state::Session;
using postgres_state::Value;

using Rows = absl::StatusOr<std::vector<Row>>;

absl::StatusOr<v1::Event> EventIn(const Session& session, uint64_t position,
                                  const std::string& bytes) {
  v1::JournalRecord record;
  if (record.ParseFromString(bytes)) return std::move(*record.mutable_event());
  return RecordsDamaged(session, Concat("at record ", position, ": it is not a JournalRecord"));
}

absl::StatusOr<bool> IsThere(Session& session, const PlacedRecord& earlier) {
  Rows rows = session.Query("SELECT 1 FROM release.records WHERE position = $1 AND sha256 = $2",
                            {Value::Number(earlier.position), Value::Bytes(earlier.sha256)});
  if (!rows.ok()) return rows.status();
  return !rows->empty();
}

absl::Status AddRelease(Session& session, const v1::Event& event, uint64_t position) {
  const v1::ReleaseFacts& facts = event.release_started().release();
  Rows added = session.Query(
      "INSERT INTO release.releases (release_id, environment, first_position) "
      "VALUES ($1, $2, $3)",
      {Value::Text(event.release_id()), Value::Text(facts.environment()), Value::Number(position)});
  if (!added.ok()) return added.status();
  // Whoever gave the number, it is not given again.
  return session
      .Query(
          "INSERT INTO release.generations AS g (environment, newest) VALUES ($1, $2) "
          "ON CONFLICT (environment) DO UPDATE SET newest = greatest(g.newest, excluded.newest)",
          {Value::Text(facts.environment()), Value::Number(facts.generation())})
      .status();
}

absl::Status CheckLists(Session& session, const ChainCheck& check) {
  ChainCheck::Releases seen = check.releases();
  Rows rows = session.Query("SELECT release_id, environment, first_position FROM release.releases");
  if (!rows.ok()) return rows.status();
  for (const Row& row : *rows) {
    const auto found = seen.find(row.Text(0));
    if (found == seen.end() || found->second.environment != row.Text(1) ||
        found->second.first_position != row.Number(2)) {
      return RecordsDamaged(session, Concat("the list of releases names `", row.Text(0),
                                            "`, the records tell otherwise"));
    }
    seen.erase(found);
  }
  if (!seen.empty()) {
    return RecordsDamaged(session,
                          Concat("the list of releases lacks `", seen.begin()->first, "`"));
  }
  for (const auto& [environment, generation] : check.generations()) {
    rows = session.Query("SELECT newest FROM release.generations WHERE environment = $1",
                         {Value::Text(environment)});
    if (!rows.ok()) return rows.status();
    if (rows->empty() || rows->front().Number(0) < generation) {
      return RecordsDamaged(session,
                            Concat("a release of `", environment, "` has generation ", generation,
                                   ", which by its list of generations was never given out"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RecordsDamaged(const Session& session, std::string_view why) {
  return Diagnose(
      absl::StatusCode::kDataLoss,
      {.code = "JOURNAL-DAMAGED",
       .what = Concat("the journal in ", session.target(), " is damaged"),
       .why = std::string(why),
       .fix = "put schema `release` back from a backup of the database. Without one, keep it for "
              "later: ALTER SCHEMA release RENAME TO release_kept; the next release then asks "
              "every step what is already done"});
}

absl::StatusOr<PlacedRecord> PlaceRecord(Session& session, const v1::Event& event,
                                         const std::optional<PlacedRecord>& earlier) {
  // Whoever has this row is the only one who appends; what is read after it is the newest.
  Rows head = session.Query("SELECT position, sha256 FROM release.head FOR UPDATE");
  if (!head.ok()) return head.status();
  if (head->empty()) return RecordsDamaged(session, "the end of its chain is not known");
  if (earlier.has_value()) {
    absl::StatusOr<bool> there = IsThere(session, *earlier);
    if (!there.ok()) return there.status();
    if (*there) return *earlier;
  }
  Rows last =
      session.Query("SELECT coalesce(max(sequence), 0) FROM release.records WHERE release_id = $1",
                    {Value::Text(event.release_id())});
  if (!last.ok()) return last.status();
  const uint64_t last_sequence = last->front().Number(0);
  if (absl::Status fits = CheckPlace(event, last_sequence); !fits.ok()) return fits;

  PlacedRecord placed;
  placed.position = head->front().Number(0) + 1;
  placed.sequence = last_sequence + 1;
  v1::JournalRecord record;
  const std::string bytes =
      SealRecord(record, placed.position, head->front().Bytes(1), event, placed.sequence);
  placed.sha256 = DigestOf(bytes).bytes();
  if (event.has_release_started()) {
    if (absl::Status added = AddRelease(session, event, placed.position); !added.ok()) return added;
  }
  Rows written = session.Query(
      "WITH end_of_chain AS (UPDATE release.head SET position = $1, sha256 = $6) "
      "INSERT INTO release.records (position, release_id, sequence, fact, record, sha256) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {Value::Number(placed.position), Value::Text(event.release_id()),
       Value::Number(placed.sequence), Value::Number(static_cast<uint64_t>(event.fact_case())),
       Value::Bytes(bytes), Value::Bytes(placed.sha256)});
  if (!written.ok()) return written.status();
  return placed;
}

absl::StatusOr<uint64_t> NextGeneration(Session& session, const std::string& environment,
                                        uint64_t at_least) {
  Rows next = session.Query(
      "INSERT INTO release.generations AS g (environment, newest) "
      "VALUES ($1, greatest(1, $2::bigint)) "
      "ON CONFLICT (environment) DO UPDATE SET newest = greatest(g.newest + 1, $2::bigint) "
      "RETURNING newest",
      {Value::Text(environment), Value::Number(at_least)});
  if (!next.ok()) return next.status();
  return next->front().Number(0);
}

absl::StatusOr<std::vector<v1::Event>> ReadEvents(Session& session, const std::string& release_id,
                                                  uint64_t from_sequence) {
  Rows rows = session.Query(
      "SELECT position, record FROM release.records WHERE release_id = $1 AND sequence >= $2 "
      "ORDER BY sequence",
      {Value::Text(release_id), Value::Number(from_sequence)});
  if (!rows.ok()) return rows.status();
  std::vector<v1::Event> events;
  for (const Row& row : *rows) {
    absl::StatusOr<v1::Event> event = EventIn(session, row.Number(0), row.Bytes(1));
    if (!event.ok()) return event.status();
    events.push_back(*std::move(event));
  }
  return events;
}

absl::StatusOr<std::vector<ReleaseSummary>> ListReleases(Session& session,
                                                         const std::string& environment,
                                                         uint32_t limit) {
  // Of each release its start, and the last event that opens, reopens or closes it.
  Rows rows =
      session.Query(Concat("SELECT s.position, s.record, e.position, e.record FROM "
                           "(SELECT * FROM release.releases WHERE $1 = '' OR environment = $1 "
                           "ORDER BY first_position DESC LIMIT $2::bigint) r "
                           "JOIN release.records s ON s.position = r.first_position, "
                           "LATERAL (SELECT position, record FROM release.records "
                           "WHERE release_id = r.release_id AND fact IN (",
                           static_cast<int>(v1::Event::kReleaseStarted), ", ",
                           static_cast<int>(v1::Event::kReleaseResumed), ", ",
                           static_cast<int>(v1::Event::kReleaseFinished),
                           ") ORDER BY sequence DESC LIMIT 1) e ORDER BY r.first_position DESC"),
                    {Value::Text(environment), Value::Number(limit)});
  if (!rows.ok()) return rows.status();
  std::vector<ReleaseSummary> releases;
  for (const Row& row : *rows) {
    absl::StatusOr<v1::Event> started = EventIn(session, row.Number(0), row.Bytes(1));
    if (!started.ok()) return started.status();
    absl::StatusOr<v1::Event> end = EventIn(session, row.Number(2), row.Bytes(3));
    if (!end.ok()) return end.status();
    TakeEnd(*end, releases.emplace_back(SummaryOf(*started)));
  }
  return releases;
}

absl::Status CheckRecords(Session& session) {
  constexpr int kAtOnce = 1000;
  absl::StatusOr<postgres_state::Transaction> view =
      postgres_state::Transaction::BeginView(session);
  if (!view.ok()) return view.status();
  ChainCheck check;
  for (;;) {
    Rows rows = session.Query(
        Concat("SELECT position, release_id, sequence, record, sha256, fact FROM release.records "
               "WHERE position > $1 ORDER BY position LIMIT ",
               kAtOnce),
        {Value::Number(check.position())});
    if (!rows.ok()) return rows.status();
    for (const Row& row : *rows) {
      const uint64_t position = row.Number(0);
      std::string wrong =
          check.Next(position, row.Text(1), row.Number(2), row.Bytes(3), row.Bytes(4));
      if (wrong.empty() && row.Number(5) != static_cast<uint64_t>(check.event().fact_case())) {
        wrong = "it is filed under another kind of event";
      }
      if (!wrong.empty()) {
        return RecordsDamaged(session, Concat("at record ", position, ": ", wrong));
      }
    }
    if (rows->size() < kAtOnce) break;
  }
  Rows head = session.Query("SELECT position, sha256 FROM release.head");
  if (!head.ok()) return head.status();
  if (head->size() != 1 || head->front().Number(0) != check.position() ||
      head->front().Bytes(1) != check.last_sha256()) {
    return RecordsDamaged(session, Concat("the chain does not end at record ", check.position(),
                                          ", which is the last one that is there"));
  }
  return CheckLists(session, check);
}

}  // namespace release

#include "plugins/lib/migrations/history.h"

#include <map>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::migrate {
namespace {

constexpr char kColumnCount[] =
    "select count(*) from pg_catalog.pg_attribute a "
    "where a.attrelid = pg_catalog.to_regclass('supabase_migrations.schema_migrations') "
    "and a.attnum > 0 and not a.attisdropped and a.attname in ('version', 'statements', 'name')";

// The lock timeout keeps a new project from waiting behind somebody's open transaction.
constexpr char kCreate[] =
    "begin; set local lock_timeout = '4s'; "
    "create schema if not exists supabase_migrations; "
    "create table if not exists supabase_migrations.schema_migrations "
    "(version text not null primary key); "
    "alter table supabase_migrations.schema_migrations add column if not exists statements text[]; "
    "alter table supabase_migrations.schema_migrations add column if not exists name text; "
    "commit";

// The text form of an array: every element quoted.
std::string ArrayLiteral(const std::vector<Statement>& statements) {
  std::string literal = "{";
  for (const Statement& statement : statements) {
    if (literal.size() > 1) literal += ',';
    literal += '"';
    for (char c : statement.text) {
      if (c == '"' || c == '\\') literal += '\\';
      literal += c;
    }
    literal += '"';
  }
  return literal += '}';
}

absl::Status ReadRows(postgres::Connection& session, const postgres::WaitLimits& limits,
                      History& history) {
  absl::StatusOr<postgres::Rows> rows = session.Query(
      "select version, coalesce(name, ''), statements is null "
      "from supabase_migrations.schema_migrations order by version collate \"C\"",
      {}, limits);
  if (!rows.ok()) return rows.status();
  std::map<std::string, std::vector<std::string>*> statements_of;
  history.rows.reserve(rows->rows.size());
  for (auto& row : rows->rows) {
    HistoryRow& entry = history.rows.emplace_back();
    entry.version = *std::move(row.at(0));
    entry.name = *std::move(row.at(1));
    if (row.at(2) != "t") statements_of[entry.version] = &entry.statements.emplace();
  }
  rows = session.Query(
      "select h.version, coalesce(s.text, '') from supabase_migrations.schema_migrations h, "
      "unnest(h.statements) with ordinality as s(text, position) order by h.version, s.position",
      {}, limits);
  if (!rows.ok()) return rows.status();
  for (auto& row : rows->rows) {
    // A row that was added between the two queries is seen by the next look.
    const auto found = statements_of.find(row.at(0).value_or(""));
    if (found != statements_of.end()) found->second->push_back(*std::move(row.at(1)));
  }
  return absl::OkStatus();
}

// A table made by hand or by a tool of long ago.
absl::Status ReadVersionsOnly(postgres::Connection& session, const postgres::WaitLimits& limits,
                              History& history) {
  absl::StatusOr<postgres::Rows> rows = session.Query(
      "select version from supabase_migrations.schema_migrations order by version collate \"C\"",
      {}, limits);
  if (!rows.ok()) return rows.status();
  for (auto& row : rows->rows) history.rows.push_back({*std::move(row.at(0)), "", std::nullopt});
  return absl::OkStatus();
}

// The CLI may be making the same table, or hold a lock on it.
bool MayPass(const std::string& sqlstate) {
  return sqlstate == "55P03" || sqlstate == "40P01" || sqlstate == "23505" || sqlstate == "42P07";
}

absl::Status TableFailure(const absl::Status& cause, const std::string& sqlstate,
                          std::string_view doing) {
  if (!absl::IsAborted(cause)) return cause;  // also when it is none
  const v1::Diagnosis words = DiagnosisOf(cause);
  return Diagnose(absl::StatusCode::kAborted,
                  {.code = "MIGRATE-HISTORY-TABLE",
                   .what = Concat("cannot ", doing, " supabase_migrations.schema_migrations"),
                   .why = words.what(),
                   .fix = "log in as the role that owns the schema supabase_migrations (Supabase: "
                          "postgres), or grant it CREATE on the database",
                   .retry = MayPass(sqlstate) ? v1::RETRY_BACKOFF : v1::RETRY_NEVER});
}

}  // namespace

absl::StatusOr<History> ReadHistory(postgres::Connection& session,
                                    const postgres::WaitLimits& limits) {
  const absl::StatusOr<postgres::Rows> columns = session.Query(kColumnCount, {}, limits);
  if (!columns.ok()) return columns.status();
  const std::string count = columns->rows.at(0).at(0).value_or("0");
  History history;
  history.complete_table = count == "3";
  if (count == "0") return history;
  const absl::Status read = history.complete_table ? ReadRows(session, limits, history)
                                                   : ReadVersionsOnly(session, limits, history);
  if (!read.ok()) return TableFailure(read, session.last_error().sqlstate, "read");
  return history;
}

absl::Status CreateHistoryTable(postgres::Connection& session, const postgres::WaitLimits& limits) {
  const absl::Status created = session.Script(kCreate, limits);
  if (created.ok()) return created;
  const std::string sqlstate = session.last_error().sqlstate;
  if (session.alive()) session.Script("rollback", limits).IgnoreError();
  return TableFailure(created, sqlstate, "create");
}

absl::Status RecordInHistory(postgres::Connection& session, const Migration& migration,
                             const postgres::WaitLimits& limits) {
  const absl::Status recorded =
      session
          .Query(
              "insert into supabase_migrations.schema_migrations(version, name, statements) "
              "values ($1, $2, $3::text[])",
              {migration.version, migration.name, ArrayLiteral(migration.statements)}, limits)
          .status();
  return TableFailure(recorded, session.last_error().sqlstate, "add a row to");
}

}  // namespace release::migrate

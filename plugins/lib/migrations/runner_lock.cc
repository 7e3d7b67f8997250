#include "plugins/lib/migrations/runner_lock.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "plugins/lib/migrations/sessions.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::migrate {
namespace {

// "RELMIGRA" as a number. Never changes: older and newer runners must meet at the same lock.
constexpr char kKey[] = "5928228379328729665";
constexpr char kKeyHigh[] = "1380273229";
constexpr char kKeyLow[] = "1229410881";

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(2);

// A session in words. Its query is cut: it is there to recognise it by.
constexpr char kInWords[] =
    "concat('pid ', a.pid, ' (', coalesce(nullif(a.application_name, ''), 'no name'), ', user ', "
    "a.usename, coalesce(', from ' || host(a.client_addr), ''), ', ', a.state, coalesce(' for ' || "
    "date_trunc('second', clock_timestamp() - a.state_change), ''), ')', "
    "coalesce(': ' || left(regexp_replace(a.query, '\\s+', ' ', 'g'), 120), ''))";

// The first column of all rows.
absl::StatusOr<std::vector<std::string>> Column(postgres::Connection& session,
                                                const std::string& sql,
                                                const std::vector<std::optional<std::string>>& with,
                                                const postgres::WaitLimits& limits) {
  absl::StatusOr<postgres::Rows> rows = session.Query(sql, with, limits);
  if (!rows.ok()) return rows.status();
  std::vector<std::string> column;
  for (const auto& row : rows->rows) column.push_back(row.at(0).value_or(""));
  return column;
}

std::string HolderQuery() {
  return Concat("select ", kInWords,
                " from pg_locks l join pg_stat_activity a using (pid) where l.locktype = "
                "'advisory' and l.granted and l.objsubid = 1 and l.classid::bigint = ",
                kKeyHigh, " and l.objid::bigint = ", kKeyLow,
                " and l.database = (select oid from pg_database where datname = "
                "current_database())");
}

std::string LeftoverQuery() {
  return Concat("select ", kInWords,
                " from pg_stat_activity a where a.datname = current_database() and a.pid not in "
                "(pg_backend_pid(), $1::int) and a.application_name in ('",
                kWorkName,
                "', '@effect/sql-pg') and (a.state <> 'idle' or a.xact_start is not null)");
}

// Asks `ask` until it gives an empty answer, meaning go on. Ends with what was there last.
template <typename Ask, typename Explain>
absl::Status Poll(Context& context, absl::Duration patience, std::string_view waiting_for,
                  const Ask& ask, const Explain& explain) {
  const absl::Duration deadline = SystemClock().Monotonic() + patience;
  absl::Duration pause = kFirstPause;
  while (true) {
    absl::StatusOr<std::vector<std::string>> others = ask();
    if (!others.ok()) return others.status();
    if (others->empty()) return absl::OkStatus();
    const std::string who = absl::StrJoin(*others, "; ");
    if (SystemClock().Monotonic() >= deadline) return explain(who);
    context.Progress(Concat("waiting for ", waiting_for, ": ", who));
    if (absl::Status waited = context.Wait(pause); !waited.ok()) return waited;
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace

absl::Status TakeRunnerLock(Context& context, postgres::Connection& session,
                            absl::Duration patience) {
  const auto ask = [&]() -> absl::StatusOr<std::vector<std::string>> {
    auto taken =
        Column(session, Concat("select pg_try_advisory_lock(", kKey, ")"), {}, LimitsOf(context));
    if (!taken.ok()) return taken.status();
    if (taken->at(0) == "t") return std::vector<std::string>();
    auto holders = Column(session, HolderQuery(), {}, LimitsOf(context));
    if (holders.ok() && holders->empty()) holders->push_back("a session that has just ended");
    return holders;
  };
  return Poll(context, patience, "another migration run", ask, [&](const std::string& who) {
    return Diagnose(absl::StatusCode::kUnavailable,
                    {.code = "MIGRATE-LOCK-HELD",
                     .what = "another migration run holds the lock of this database",
                     .why = Concat(who, "; waited ", absl::FormatDuration(patience)),
                     .fix = "let it finish; if it hangs, end it with pg_terminate_backend(pid)",
                     .retry = v1::RETRY_BACKOFF});
  });
}

absl::Status RequireRunnerLock(Context& context, postgres::Connection& session) {
  auto held = Column(session,
                     Concat("select 1 from pg_locks where locktype = 'advisory' and granted "
                            "and pid = pg_backend_pid() and classid::bigint = ",
                            kKeyHigh, " and objid::bigint = ", kKeyLow),
                     {}, LimitsOf(context));
  if (!held.ok()) return held.status();
  if (!held->empty()) return absl::OkStatus();
  return Diagnose(absl::StatusCode::kUnavailable, {.code = "MIGRATE-LOCK-LOST",
                                                   .what = "the lock of this migration run is gone",
                                                   .why = "the session that held it no longer does",
                                                   .fix = "run the same command again",
                                                   .retry = v1::RETRY_AFTER_OBSERVE});
}

absl::Status WaitForLeftovers(Context& context, postgres::Connection& session,
                              const postgres::Connection& work, absl::Duration patience) {
  const auto ask = [&] {
    return Column(session, LeftoverQuery(), {std::to_string(work.backend_pid())},
                  LimitsOf(context));
  };
  return Poll(
      context, patience, "a migration that is still running", ask, [&](const std::string& who) {
        return Diagnose(
            absl::StatusCode::kUnavailable,
            {.code = "MIGRATE-LEFTOVER-BACKEND",
             .what = "an earlier migration run is still at work in the database",
             .why = Concat(who, "; it may still commit what it does"),
             .fix = "wait for its end, or end it with select pg_terminate_backend(pid), then run "
                    "the same command again",
             .retry = v1::RETRY_BACKOFF});
      });
}

std::string BlockersOf(postgres::Connection& session, int pid, const postgres::WaitLimits& limits) {
  const auto blockers = Column(session,
                               Concat("select ", kInWords,
                                      " from unnest(pg_blocking_pids($1::int)) as b(pid) join "
                                      "pg_stat_activity a using (pid)"),
                               {std::to_string(pid)}, limits);
  return blockers.ok() ? absl::StrJoin(*blockers, "; ") : "";
}

}  // namespace release::migrate

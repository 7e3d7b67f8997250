#include "plugins/verify/outbox_rows.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "plugins/lib/postgres/connection.h"
#include "plugins/lib/postgres/dsn.h"
#include "plugins/lib/postgres/dsn_rules.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::verify {
namespace {

// Only open rows: there is an index for them.
constexpr char kCount[] = R"(
    select generation,
      count(*) filter (where claimed_by is null),
      count(*) filter (where claimed_by is not null)
    from spectral.outbox
    where handled_at is null and failed_at is null
    group by generation
    order by generation desc
    limit 100)";

constexpr char kUndefinedTable[] = "42P01";

uint64_t Number(const std::optional<std::string>& text) { return text ? std::stoull(*text) : 0; }

absl::Status NoOutbox() {
  return Diagnose(absl::StatusCode::kNotFound,
                  {.code = "VERIFY-NO-OUTBOX",
                   .what = "the database has no table spectral.outbox",
                   .why = "`database_secret` names another database, or it was not migrated",
                   .fix = "check the secret, or leave `database_secret` out of the step's config"});
}

}  // namespace

absl::StatusOr<std::vector<OpenRows>> ReadOpenRows(const Context& context,
                                                   const std::string& secret,
                                                   absl::Duration timeout) {
  absl::StatusOr<SecretView> url = context.Secret(secret);
  if (!url.ok()) return url.status();
  absl::StatusOr<postgres::Dsn> dsn = postgres::ParseDsn(secret, url->Reveal());
  if (!dsn.ok()) return dsn.status();
  const auto problems = postgres::DsnProblems(*dsn, secret, context.allow_local());
  if (!problems.empty()) {
    return DiagnosisStatus(absl::StatusCode::kInvalidArgument, problems.front());
  }
  postgres::WaitLimits limits;
  limits.stop = context.stop_token();
  limits.timeout = std::min(timeout, context.TimeLeft());
  limits.tick = [&context] { (void)context.cancelled(); };
  limits.tick_every = absl::Milliseconds(250);
  absl::StatusOr<std::unique_ptr<postgres::Connection>> connection = postgres::Connection::Open(
      *dsn, {.application_name = "release verify", .connect_timeout = timeout}, limits);
  if (!connection.ok()) return connection.status();
  absl::StatusOr<std::string> begun = (*connection)->Execute("begin read only", limits);
  if (!begun.ok()) return begun.status();
  absl::StatusOr<postgres::Rows> counted = (*connection)->Query(kCount, {}, limits);
  if (!counted.ok()) {
    const bool missing = (*connection)->last_error().sqlstate == kUndefinedTable;
    return missing ? NoOutbox() : counted.status();
  }
  std::vector<OpenRows> rows;
  for (const postgres::Rows::Row& row : counted->rows) {
    rows.push_back(
        {.generation = Number(row[0]), .unclaimed = Number(row[1]), .claimed = Number(row[2])});
  }
  return rows;
}

std::string LeftBehind(const std::vector<OpenRows>& rows, uint64_t current) {
  uint64_t total = 0;
  std::string parts;
  for (const OpenRows& row : rows) {
    if (row.generation >= current) continue;
    total += row.unclaimed;
    AppendTo(parts, parts.empty() ? "" : "; ", "generation ", row.generation, ": ", row.unclaimed,
             " unclaimed");
    if (row.claimed > 0) AppendTo(parts, ", ", row.claimed, " claimed and not finished");
  }
  return parts.empty() ? "0" : Concat(total, " (", parts, ")");
}

}  // namespace release::verify

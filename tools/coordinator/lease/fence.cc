#include "tools/coordinator/lease/fence.h"

#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/coordinator/lease/age.h"

namespace release {
namespace {

using postgres_state::Row;
using postgres_state::Session;
using postgres_state::Value;

absl::Status LeaseLost(Session& session, const Fence& fence) {
  std::string why;
  absl::StatusOr<std::vector<Row>> rows = session.Query(
      "SELECT surface, token, holder, extract(epoch FROM clock_timestamp() - since)::bigint, "
      "coalesce(release_id, ''), coalesce(doing, '') FROM release.leases "
      "WHERE environment = $1 ORDER BY surface",
      {Value::Text(fence.environment)});
  if (!rows.ok()) return rows.status();
  for (const Row& row : *rows) {
    const auto mine = fence.tokens.find(row.Text(0));
    if (mine == fence.tokens.end() || mine->second == row.Number(1)) continue;
    if (!why.empty()) why += "; ";
    if (row.null(2)) {
      AppendTo(why, "`", row.Text(0), "` was taken over and has been freed since");
      continue;
    }
    AppendTo(why, row.Text(2), " took over `", row.Text(0), "` ",
             AgeInWords(absl::Seconds(static_cast<int64_t>(row.Number(3)))), " ago");
    if (!row.Text(4).empty()) AppendTo(why, ", release ", row.Text(4));
    if (!row.Text(5).empty()) AppendTo(why, ", ", row.Text(5));
  }
  if (why.empty()) why = "its row was freed or deleted by hand";
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "LEASE-LOST",
       .what = Concat("this release no longer holds the lease of `", fence.environment, "`"),
       .why = Concat(why, "; this process gave no sign of life for more than ",
                     absl::FormatDuration(fence.term)),
       .fix = "nothing more is done here. When the other release has ended, run the same command "
              "again: it looks at what is done and goes on"});
}

}  // namespace

absl::Status PassFence(Session& session, const Fence& fence) {
  std::vector<Value> values = {Value::Text(fence.environment),
                               Value::Text(std::to_string(absl::ToDoubleSeconds(fence.term)))};
  std::string pairs;
  for (const auto& [surface, token] : fence.tokens) {
    values.push_back(Value::Text(surface));
    AppendTo(pairs, pairs.empty() ? "" : ", ", "($", values.size(), "::text, ");
    values.push_back(Value::Number(token));
    AppendTo(pairs, "$", values.size(), "::bigint)");
  }
  // Locked in the order in which they are taken, so that nobody waits for each other.
  absl::StatusOr<std::vector<Row>> renewed = session.Query(
      Concat("WITH mine AS (SELECT surface FROM release.leases WHERE environment = $1 "
             "AND holder IS NOT NULL AND (surface, token) IN (",
             pairs,
             ") ORDER BY surface FOR UPDATE) "
             "UPDATE release.leases AS l SET heartbeat = clock_timestamp(), "
             "expires = clock_timestamp() + make_interval(secs => $2::double precision) "
             "FROM mine WHERE l.environment = $1 AND l.surface = mine.surface RETURNING 1"),
      values);
  if (!renewed.ok()) return renewed.status();
  if (renewed->size() == fence.tokens.size()) return absl::OkStatus();
  return LeaseLost(session, fence);
}

}  // namespace release

#include "plugins/lib/migrations/invalid_index.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/migrations/text/statement_kind.h"

namespace release::migrate {
namespace {

constexpr char kInvalid[] =
    "select format('%I.%I', n.nspname, c.relname) from pg_index i "
    "join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace "
    "where not i.indisvalid and c.relkind = 'i' and n.nspname !~ '^pg_' and not exists (select 1 "
    "from pg_stat_progress_create_index p where p.index_relid = i.indexrelid) ";

absl::StatusOr<std::vector<std::string>> Names(postgres::Connection& session,
                                               const std::string& condition,
                                               const std::vector<std::optional<std::string>>& with,
                                               const postgres::WaitLimits& limits) {
  absl::StatusOr<postgres::Rows> rows =
      session.Query(Concat(kInvalid, condition, " order by 1"), with, limits);
  if (!rows.ok()) return rows.status();
  std::vector<std::string> names;
  for (auto& row : rows->rows) names.push_back(row.at(0).value_or(""));
  return names;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> InvalidIndexes(postgres::Connection& session,
                                                        const postgres::WaitLimits& limits) {
  return Names(session, "", {}, limits);
}

absl::StatusOr<std::optional<std::string>> LeftIndex(postgres::Connection& session,
                                                     const Migration& migration,
                                                     const postgres::WaitLimits& limits) {
  for (const Statement& statement : migration.statements) {
    const std::optional<migrations::ConcurrentIndex> index =
        migrations::ConcurrentIndexOf(statement.text);
    if (!index || !index->create) continue;
    // An index lives in its table's schema.
    absl::StatusOr<std::vector<std::string>> left =
        Names(session,
              "and c.relname = (parse_ident($1))[1] and n.oid = (select relnamespace from pg_class "
              "where oid = to_regclass($2))",
              {index->index, index->table}, limits);
    if (!left.ok()) return left.status();
    if (!left->empty()) return std::optional<std::string>(std::move(left->front()));
  }
  return std::optional<std::string>();
}

absl::Status RequireValidIndexes(postgres::Connection& session,
                                 const std::vector<std::string>& excepted,
                                 const postgres::WaitLimits& limits) {
  absl::StatusOr<std::vector<std::string>> invalid = InvalidIndexes(session, limits);
  if (!invalid.ok()) return invalid.status();
  std::erase_if(*invalid, [&](const std::string& name) {
    return std::find(excepted.begin(), excepted.end(), name) != excepted.end();
  });
  if (invalid->empty()) return absl::OkStatus();
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "MIGRATE-INDEX-INVALID",
       .what = Concat("the database has an invalid index: ", absl::StrJoin(*invalid, ", ")),
       .why = "a concurrent build failed; the server keeps such an index up to date but does not "
              "use it, and a unique one may not hold",
       .fix =
           Concat("rebuild it with REINDEX INDEX CONCURRENTLY ", invalid->front(),
                  ", or drop it; see what made the build fail (for a unique index: duplicates)")});
}

ChangeText DropOfIndex(const std::string& index) {
  return {.id = Concat("invalid-index/", index),
          .action = v1::ACTION_DELETE,
          .resource = Concat("invalid index ", index),
          .before = "invalid",
          .after = "dropped, then built again",
          .note = "left by a concurrent build that failed"};
}

}  // namespace release::migrate

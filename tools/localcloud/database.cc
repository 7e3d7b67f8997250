#include "tools/localcloud/database.h"

#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/status/statusor.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/localcloud/database_connection.h"

namespace release {
namespace {

// Line and column of a 1-based offset in characters, as PostgreSQL counts; the bytes of a
// continued UTF-8 character do not begin one.
void SetPlace(v1::Place* place, const Prelude& prelude, int offset) {
  size_t start = 0, at = 0;
  uint32_t line = 1;
  for (int left = offset; at < prelude.sql.size(); ++at) {
    if ((prelude.sql[at] & 0xC0) != 0x80 && --left == 0) break;
    if (prelude.sql[at] != '\n') continue;
    ++line;
    start = at + 1;
  }
  place->set_file(prelude.file);
  place->set_line(line);
  place->set_column(static_cast<uint32_t>(at - start + 1));
  place->set_length(1);
  place->set_excerpt(prelude.sql.substr(start, prelude.sql.find('\n', start) - start));
}

absl::Status PreludeFailed(const Prelude& prelude, const PGresult* result) {
  std::string why = LibpqWords(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
  for (const int field : {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT, PG_DIAG_CONTEXT}) {
    if (const std::string more = LibpqWords(PQresultErrorField(result, field)); !more.empty()) {
      AppendTo(why, "\n", more);
    }
  }
  if (why.empty()) why = LibpqWords(PQresultErrorMessage(result));  // the connection was lost
  v1::Diagnosis diagnosis = DiagnosisOf(
      Diagnose(absl::StatusCode::kInvalidArgument,
               {.code = "CLOUD-PRELUDE-FAILED",
                .what = "the prelude cannot be applied to the local cloud's database",
                .why = std::move(why),
                .fix = Concat("mend ", prelude.file, "; it must fit a database that has it")}));
  diagnosis.mutable_place()->set_file(prelude.file);
  if (const char* position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION)) {
    SetPlace(diagnosis.mutable_place(), prelude, std::atoi(position));
  }
  return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(diagnosis));
}

}  // namespace

std::string DatabaseUrl(std::string_view user, const Endpoint& postgres, const Secret& password) {
  return Concat("postgresql://", user, ":", password.Reveal(), "@", postgres.ToString(), "/",
                kDatabase, "?sslmode=disable");
}

absl::Status EnsureDatabase(const Endpoint& postgres, const Secret& password) {
  const absl::StatusOr<DatabaseConnection> connection =
      ConnectToDatabase(postgres, password, "postgres");
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<DatabaseResult> found = ExecuteSql(
      connection->get(), Concat("select from pg_database where datname = '", kDatabase, "'"));
  if (!found.ok()) return found.status();
  if (PQntuples(found->get()) > 0) return absl::OkStatus();
  return ExecuteSql(connection->get(), Concat("create database ", kDatabase)).status();
}

absl::Status ApplyPrelude(const Endpoint& postgres, const Secret& password,
                          const Prelude& prelude) {
  const absl::StatusOr<DatabaseConnection> connection =
      ConnectToDatabase(postgres, password, kDatabase);
  if (!connection.ok()) return connection.status();
  // Statements sent as one are one transaction.
  const DatabaseResult result(PQexec(connection->get(), prelude.sql.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
    return absl::OkStatus();
  }
  return PreludeFailed(prelude, result.get());
}

}  // namespace release

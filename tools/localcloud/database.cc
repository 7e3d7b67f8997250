#include "tools/localcloud/database.h"

#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release {
namespace {

constexpr char kConnectSeconds[] = "10";

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

std::string Words(const char* text) {
  return std::string(absl::StripAsciiWhitespace(text == nullptr ? "" : text));
}

absl::Status Failed(std::string why) {
  return Diagnose(absl::StatusCode::kInternal,
                  {.code = "CLOUD-DATABASE-FAILED",
                   .what = "the local cloud's database cannot be used",
                   .why = std::move(why),
                   .fix = "remove the data if this stays: bazel run //tools/localcloud -- reset"});
}

Connection Connect(const Endpoint& postgres, const Secret& password, const char* database) {
  const std::string port = std::to_string(postgres.port);
  std::string secret(password.Reveal());
  // Every setting that the environment (PGOPTIONS, PGSSLMODE, ...) could change and that matters.
  const char* const names[] = {"host",     "port",    "user",    "password",
                               "dbname",   "sslmode", "options", "connect_timeout",
                               "passfile", nullptr};
  const char* const values[] = {
      postgres.host.c_str(), port.c_str(), "postgres", secret.c_str(), database, "disable", "",
      kConnectSeconds,       "/dev/null",  nullptr};
  Connection connection(PQconnectdbParams(names, values, /*expand_dbname=*/0), &PQfinish);
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  WipeString(secret);
  return connection;
}

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
  std::string why = Words(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
  for (const int field : {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT, PG_DIAG_CONTEXT}) {
    if (const std::string more = Words(PQresultErrorField(result, field)); !more.empty()) {
      AppendTo(why, "\n", more);
    }
  }
  if (why.empty()) why = Words(PQresultErrorMessage(result));  // the connection was lost
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

std::string DatabaseUrl(const Endpoint& postgres, const Secret& password) {
  return Concat("postgresql://postgres:", password.Reveal(), "@", postgres.ToString(), "/",
                kDatabase, "?sslmode=disable");
}

absl::Status EnsureDatabase(const Endpoint& postgres, const Secret& password) {
  const Connection connection = Connect(postgres, password, "postgres");
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    return Failed(Words(PQerrorMessage(connection.get())));
  }
  const std::string exists = Concat("select from pg_database where datname = '", kDatabase, "'");
  const Result found(PQexec(connection.get(), exists.c_str()), &PQclear);
  if (PQresultStatus(found.get()) != PGRES_TUPLES_OK) {
    return Failed(Words(PQresultErrorMessage(found.get())));
  }
  if (PQntuples(found.get()) > 0) return absl::OkStatus();
  const Result made(PQexec(connection.get(), Concat("create database ", kDatabase).c_str()),
                    &PQclear);
  if (PQresultStatus(made.get()) == PGRES_COMMAND_OK) return absl::OkStatus();
  return Failed(Words(PQresultErrorMessage(made.get())));
}

absl::Status ApplyPrelude(const Endpoint& postgres, const Secret& password,
                          const Prelude& prelude) {
  const Connection connection = Connect(postgres, password, kDatabase);
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    return Failed(Words(PQerrorMessage(connection.get())));
  }
  // Statements sent as one are one transaction.
  const Result result(PQexec(connection.get(), prelude.sql.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
    return absl::OkStatus();
  }
  return PreludeFailed(prelude, result.get());
}

}  // namespace release

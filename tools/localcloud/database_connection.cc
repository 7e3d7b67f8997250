#include "tools/localcloud/database_connection.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

constexpr char kConnectSeconds[] = "10";

}  // namespace

std::string LibpqWords(const char* text) {
  return std::string(absl::StripAsciiWhitespace(text == nullptr ? "" : text));
}

absl::Status DatabaseFailed(std::string why) {
  return Diagnose(absl::StatusCode::kInternal,
                  {.code = "CLOUD-DATABASE-FAILED",
                   .what = "the local cloud's database cannot be used",
                   .why = std::move(why),
                   .fix = "remove the data if this stays: bazel run //tools/localcloud -- reset"});
}

absl::StatusOr<DatabaseConnection> ConnectToDatabase(const Endpoint& postgres,
                                                     const Secret& password, const char* database) {
  const std::string port = std::to_string(postgres.port);
  std::string secret(password.Reveal());
  // Every setting that the environment (PGOPTIONS, PGSSLMODE, ...) could change and that matters.
  const char* const names[] = {"host",     "port",    "user",    "password",
                               "dbname",   "sslmode", "options", "connect_timeout",
                               "passfile", nullptr};
  const char* const values[] = {
      postgres.host.c_str(), port.c_str(), "postgres", secret.c_str(), database, "disable", "",
      kConnectSeconds,       "/dev/null",  nullptr};
  DatabaseConnection connection(PQconnectdbParams(names, values, /*expand_dbname=*/0), &PQfinish);
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  WipeString(secret);
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    return DatabaseFailed(LibpqWords(PQerrorMessage(connection.get())));
  }
  return connection;
}

absl::StatusOr<DatabaseResult> ExecuteSql(PGconn* connection, const std::string& sql) {
  DatabaseResult result(PQexec(connection, sql.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return result;
  return DatabaseFailed(LibpqWords(PQresultErrorMessage(result.get())));
}

}  // namespace release

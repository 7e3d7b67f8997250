#include "tests/e2e/rehearsal/local_database.h"

#include <libpq-fe.h>

#include <memory>

#include "tools/base/files.h"

namespace release::e2e {
namespace {

// HOST:PORT, as the cloud says in its running record.
std::string AddressOf(const std::string& cloud) {
  const std::string record = ReadFile(cloud + "/running", 4096).value_or("");
  const std::string name = "\npostgres=";
  const size_t at = record.find(name);
  if (at == std::string::npos) return "";
  const size_t begin = at + name.size();
  return record.substr(begin, record.find('\n', begin) - begin);
}

}  // namespace

std::string Query(const std::string& cloud, const std::string& sql) {
  const std::string address = AddressOf(cloud);
  const size_t colon = address.find(':');
  if (colon == std::string::npos) return "the cloud in " + cloud + " does not run";
  const std::string host = address.substr(0, colon), port = address.substr(colon + 1);
  const std::string password = ReadFile(cloud + "/postgres-password", 4096).value_or("");
  const char* const names[] = {"host", "port", "user", "password", "dbname", nullptr};
  const char* const values[] = {host.c_str(),     port.c_str(), "postgres",
                                password.c_str(), "spectral",   nullptr};
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
      PQconnectdbParams(names, values, /*expand_dbname=*/0), &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) return PQerrorMessage(connection.get());
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()),
                                                             &PQclear);
  if (PQntuples(result.get()) > 0) return PQgetvalue(result.get(), 0, 0);
  return PQresultErrorMessage(result.get());
}

}  // namespace release::e2e

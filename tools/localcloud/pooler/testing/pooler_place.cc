#include "tools/localcloud/pooler/testing/pooler_place.h"

#include <libpq-fe.h>
#include <pwd.h>
#include <unistd.h>

#include <iostream>

#include "tools/base/text.h"
#include "tools/localcloud/loopback.h"
#include "tools/localcloud/pooler/pooler_role.h"

namespace release::cloud {

PoolerPlace::PoolerPlace() : directory_(TempDirectory::Create()), server_(TestPostgres::Start()) {
  if (server_ == nullptr || !directory_.ok()) return;
  const std::string made =
      server_->CreateDatabase("spectral", "create role app login password 'app-password'");
  const Endpoint postgres{"127.0.0.1", static_cast<uint16_t>(server_->port())};
  absl::StatusOr<Secret> password =
      EnsurePoolerRole(postgres, Secret::Of(std::string(server_->password())));
  if (!made.empty() || !password.ok()) {
    std::cerr << made << password.status() << "\n";
    server_.reset();
    return;
  }
  role_password_ = *std::move(password);
  const std::string host = LoopbackAddress(directory_->path(), 0);
  endpoint_ = {host, FreePort(host)};
}

Pooler::Settings PoolerPlace::SettingsOf(PoolMode mode, int pool_size, int max_clients) const {
  Pooler::Settings settings;
  settings.config = {.mode = mode,
                     .endpoint = endpoint_,
                     .postgres = {"127.0.0.1", static_cast<uint16_t>(server_->port())},
                     .project_ref = kProject,
                     .pool_size = pool_size,
                     .max_clients = max_clients,
                     .certificate = {},
                     .key = {}};
  settings.directory = directory_->path();
  settings.log = directory_->path() + "/pooler.log";
  if (const passwd* user = ::getpwnam("postgres"); ::geteuid() == 0 && user != nullptr) {
    settings.identity = IdMap{user->pw_uid, user->pw_gid};
  }
  return settings;
}

absl::Status PoolerPlace::Start(PoolMode mode, int pool_size, int max_clients) {
  pooler_.reset();
  absl::StatusOr<Pooler> pooler =
      Pooler::Start(SettingsOf(mode, pool_size, max_clients), role_password_, signals_);
  if (pooler.ok()) pooler_.emplace(*std::move(pooler));
  return pooler.status();
}

std::string PoolerPlace::Url(const std::string& user, const std::string& password,
                             const std::string& database) const {
  return Concat("postgresql://", user, ":", password, "@", endpoint_.ToString(), "/", database,
                "?connect_timeout=30");
}

PoolerClient::PoolerClient(const std::string& url)
    : connection_(PQconnectdb(url.c_str()),
                  [](void* connection) { PQfinish(static_cast<PGconn*>(connection)); }) {}

std::string PoolerClient::Problem() const {
  PGconn* connection = static_cast<PGconn*>(connection_.get());
  return PQstatus(connection) == CONNECTION_OK ? "" : PQerrorMessage(connection);
}

std::string PoolerClient::Ask(const std::string& sql) {
  PGconn* connection = static_cast<PGconn*>(connection_.get());
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection, sql.c_str()),
                                                             &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK) return "";
  if (status != PGRES_TUPLES_OK) return PQerrorMessage(connection);
  return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
}

}  // namespace release::cloud

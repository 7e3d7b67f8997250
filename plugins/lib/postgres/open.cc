// How a Connection begins.
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "plugins/lib/postgres/connect_failure.h"
#include "plugins/lib/postgres/connection.h"
#include "plugins/lib/postgres/resolve.h"
#include "tools/base/clock.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

// Whatever is not set here libpq may take from the environment or from files, so everything that
// decides where and as whom is set. The last two notice a peer that vanished.
std::map<std::string, std::string> Parameters(const Dsn& dsn, const std::string& application_name) {
  std::map<std::string, std::string> parameters = dsn.parameters;
  parameters.try_emplace("sslmode", "prefer");
  parameters.try_emplace("gssencmode", "disable");
  parameters["application_name"] = application_name;
  parameters["host"] = dsn.host;
  parameters["port"] = std::to_string(dsn.port);
  parameters["user"] = dsn.user;
  parameters["dbname"] = dsn.database;
  parameters["client_encoding"] = "UTF8";
  parameters["passfile"] = "/dev/null";
  parameters["keepalives_idle"] = "30";
  parameters["keepalives_interval"] = "10";
  parameters["keepalives_count"] = "3";
  parameters["tcp_user_timeout"] = "60000";
  return parameters;
}

pg_conn* Start(const Dsn& dsn, const std::map<std::string, std::string>& parameters) {
  std::string password(dsn.password.Reveal());
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : parameters) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.insert(keys.end(), {"password", nullptr});
  values.insert(values.end(), {password.c_str(), nullptr});
  pg_conn* connection = PQconnectStartParams(keys.data(), values.data(), 0);
  WipeString(password);
  return connection;
}

absl::Status Refused(const v1::Diagnosis& diagnosis) {
  return DiagnosisStatus(absl::StatusCode::kUnavailable, diagnosis);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const Dsn& dsn, Options options,
                                                             const WaitLimits& limits) {
  std::unique_ptr<Connection> connection(new Connection(std::move(options)));
  absl::Status connected = connection->Connect(dsn, limits);
  if (!connected.ok()) return connected;
  return connection;
}

absl::Status Connection::Connect(const Dsn& dsn, const WaitLimits& outer) {
  WaitLimits limits = outer;
  limits.timeout = std::min(outer.timeout, options_.connect_timeout);
  const absl::Duration started = SystemClock().Monotonic();
  std::map<std::string, std::string> parameters = Parameters(dsn, options_.application_name);
  bool only_ipv6 = false;
  if (!dsn.host.starts_with("/") && !dsn.host.starts_with("@")) {
    absl::StatusOr<Addresses> addresses = Resolve(dsn.host, limits);
    if (!addresses.ok()) return addresses.status();
    only_ipv6 = addresses->only_ipv6;
    // One entry of every list belongs to one of the others.
    const std::vector<std::string> hosts(addresses->numeric.size(), dsn.host);
    parameters["host"] = absl::StrJoin(hosts, ",");
    parameters["hostaddr"] = absl::StrJoin(addresses->numeric, ",");
    limits.timeout -= SystemClock().Monotonic() - started;
  }

  connection_ = Start(dsn, parameters);
  if (connection_ == nullptr) return absl::ResourceExhaustedError("no memory for a connection");
  PQsetErrorVerbosity(connection_, PQERRORS_VERBOSE);
  PQsetNoticeReceiver(connection_, &Connection::Receive, this);
  SocketWait wait(limits);
  PostgresPollingStatusType state =
      PQstatus(connection_) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
    switch (wait.For(PQsocket(connection_), state == PGRES_POLLING_READING ? POLLIN : POLLOUT)) {
      case Woken::kStopped:
        return absl::CancelledError("stopped while connecting");
      case Woken::kTimeout:
        return Refused(ConnectTimeout(
            dsn, only_ipv6,
            absl::FormatDuration(std::min(outer.timeout, options_.connect_timeout))));
      case Woken::kReady:
        state = PQconnectPoll(connection_);
    }
  }
  if (state != PGRES_POLLING_OK) {
    return Refused(ExplainConnectFailure(dsn, only_ipv6, PQerrorMessage(connection_)));
  }
  PQsetErrorVerbosity(connection_, PQERRORS_DEFAULT);
  PQsetnonblocking(connection_, 1);
  return absl::OkStatus();
}

}  // namespace release::postgres

#include "tools/coordinator/postgres/session.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/numbers.h"
#include "tools/base/clock.h"
#include "tools/base/secret.h"
#include "tools/base/text.h"
#include "tools/coordinator/postgres/session_problem.h"

namespace release::postgres_state {
namespace {

using ResultOwner = std::unique_ptr<PGresult, decltype(&PQclear)>;

constexpr char kApplicationName[] = "release";

// Whatever is not set here libpq may take from the environment or from files. The last ones notice
// a peer that vanished.
std::map<std::string, std::string> ParametersFor(const Address& address) {
  std::map<std::string, std::string> parameters = address.parameters;
  parameters.try_emplace("gssencmode", "disable");
  parameters.try_emplace("options", "");
  parameters["application_name"] = kApplicationName;
  parameters["client_encoding"] = "UTF8";
  parameters["passfile"] = "/dev/null";
  parameters["keepalives_idle"] = "30";
  parameters["keepalives_interval"] = "10";
  parameters["keepalives_count"] = "3";
  parameters["tcp_user_timeout"] = "20000";
  return parameters;
}

pg_conn* Start(const Address& address) {
  const std::map<std::string, std::string> parameters = ParametersFor(address);
  std::string password(address.password.Reveal());
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

// False when nothing happened for `patience`.
bool Ready(int socket, short events, absl::Duration patience) {
  const absl::Duration end = SystemClock().Monotonic() + patience;
  for (;;) {
    pollfd waiting = {.fd = socket, .events = events, .revents = 0};
    const int64_t left = absl::ToInt64Milliseconds(end - SystemClock().Monotonic());
    const int ready = poll(&waiting, 1, static_cast<int>(std::max<int64_t>(left, 0)));
    if (ready != 0 && !(ready < 0 && errno == EINTR))
      return true;  // an error shows when it is read
    if (ready == 0) return false;
  }
}

// The server ends the session with these.
bool EndsSession(std::string_view sqlstate) {
  return sqlstate.starts_with("57P") || sqlstate.starts_with("08") || sqlstate == "25P03";
}

}  // namespace

const std::string& Row::Text(size_t column) const {
  static const std::string& empty = *new std::string();
  return fields_[column].has_value() ? *fields_[column] : empty;
}

uint64_t Row::Number(size_t column) const {
  uint64_t number = 0;
  return absl::SimpleAtoi(Text(column), &number) ? number : 0;
}

std::string Row::Bytes(size_t column) const {
  size_t size = 0;
  unsigned char* bytes =
      PQunescapeBytea(reinterpret_cast<const unsigned char*>(Text(column).c_str()), &size);
  if (bytes == nullptr) return {};
  std::string value(reinterpret_cast<const char*>(bytes), size);
  PQfreemem(bytes);
  return value;
}

absl::StatusOr<std::unique_ptr<Session>> Session::Open(const Address& address,
                                                       absl::Duration patience) {
  std::unique_ptr<Session> session(new Session(address.target, patience));
  if (absl::Status connected = session->Connect(address); !connected.ok()) return connected;
  return session;
}

Session::~Session() { PQfinish(connection_); }

bool Session::alive() const {
  return connection_ != nullptr && PQstatus(connection_) == CONNECTION_OK;
}

absl::Status Session::Connect(const Address& address) {
  connection_ = Start(address);
  if (connection_ == nullptr) return absl::ResourceExhaustedError("no memory for a connection");
  PQsetErrorVerbosity(connection_, PQERRORS_VERBOSE);
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  PostgresPollingStatusType state =
      PQstatus(connection_) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!Ready(PQsocket(connection_), events, patience_)) {
      return ConnectTimedOut(target_, absl::FormatDuration(patience_));
    }
    state = PQconnectPoll(connection_);
  }
  if (state != PGRES_POLLING_OK) return ConnectFailed(target_, PQerrorMessage(connection_));
  PQsetErrorVerbosity(connection_, PQERRORS_DEFAULT);
  PQsetnonblocking(connection_, 1);
  return absl::OkStatus();
}

absl::Status Session::Lost(std::string_view why) {
  absl::Status lost = ConnectionLost(target_, why);
  PQfinish(connection_);
  connection_ = nullptr;
  return lost;
}

absl::StatusOr<std::vector<Row>> Session::Query(const std::string& sql,
                                                const std::vector<Value>& parameters) {
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const Value& parameter : parameters) {
    values.push_back(parameter.data.c_str());
    lengths.push_back(static_cast<int>(parameter.data.size()));
    formats.push_back(parameter.binary ? 1 : 0);
  }
  return Collect(alive() &&
                 PQsendQueryParams(connection_, sql.c_str(), static_cast<int>(values.size()),
                                   nullptr, values.data(), lengths.data(), formats.data(), 0) == 1);
}

absl::Status Session::Run(const std::string& sql) {
  return Collect(alive() && PQsendQuery(connection_, sql.c_str()) == 1).status();
}

absl::StatusOr<std::vector<Row>> Session::Collect(bool sent) {
  sqlstate_.clear();
  if (connection_ == nullptr) return ConnectionLost(target_, "it was closed before");
  if (!sent) return Lost(PQerrorMessage(connection_));
  std::vector<Row> rows;
  std::string message;
  for (;;) {
    absl::StatusOr<pg_result*> next = NextResult();
    if (!next.ok()) return next.status();
    const ResultOwner result(*next, PQclear);
    if (result == nullptr) break;
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && message.empty()) {
      const char* code = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
      const char* words = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
      sqlstate_ = code == nullptr ? "" : code;
      message = words == nullptr ? PQresultErrorMessage(result.get()) : words;
    }
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      std::vector<std::optional<std::string>> fields;
      for (int column = 0; column < PQnfields(result.get()); ++column) {
        if (PQgetisnull(result.get(), row, column)) {
          fields.emplace_back();
        } else {
          fields.emplace_back(PQgetvalue(result.get(), row, column));
        }
      }
      rows.emplace_back(std::move(fields));
    }
  }
  if (!alive() || EndsSession(sqlstate_)) {
    return Lost(message.empty() ? PQerrorMessage(connection_) : message.c_str());
  }
  if (!message.empty()) return StatementRefused(target_, sqlstate_, message);
  return rows;
}

absl::StatusOr<pg_result*> Session::NextResult() {
  for (;;) {
    const int flushed = PQflush(connection_);
    if (flushed < 0) return Lost(PQerrorMessage(connection_));
    if (flushed == 0 && PQisBusy(connection_) == 0) return PQgetResult(connection_);
    const short events = static_cast<short>(flushed > 0 ? POLLIN | POLLOUT : POLLIN);
    if (!Ready(PQsocket(connection_), events, patience_)) {
      return Lost(Concat("the server was silent for ", absl::FormatDuration(patience_)));
    }
    // A server that ends a session says why before it closes it: that result is read first.
    if (PQconsumeInput(connection_) == 0 && PQisBusy(connection_) != 0) {
      return Lost(PQerrorMessage(connection_));
    }
  }
}

absl::StatusOr<Transaction> Transaction::Begin(Session& session) {
  // One round trip; SET LOCAL ends with the transaction, so that a pooler's next client has none of
  // it.
  absl::Status begun = session.Run(
      "BEGIN; SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '10s'; "
      "SET LOCAL statement_timeout = '15s'; SET LOCAL idle_in_transaction_session_timeout = '30s'; "
      "SET LOCAL bytea_output = 'hex'");
  if (!begun.ok()) return begun;
  return Transaction(&session);
}

absl::StatusOr<Transaction> Transaction::BeginView(Session& session) {
  absl::Status begun = session.Run(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
      "SET LOCAL idle_in_transaction_session_timeout = '30s'; SET LOCAL bytea_output = 'hex'");
  if (!begun.ok()) return begun;
  return Transaction(&session);
}

Transaction::Transaction(Transaction&& other) noexcept
    : session_(std::exchange(other.session_, nullptr)) {}

Transaction::~Transaction() {
  if (session_ != nullptr && session_->alive()) session_->Run("ROLLBACK").IgnoreError();
}

absl::Status Transaction::Commit() {
  Session* session = std::exchange(session_, nullptr);
  return session->Run("COMMIT");
}

}  // namespace release::postgres_state

#include "plugins/lib/postgres/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <utility>

#include "plugins/lib/postgres/cancel.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::postgres {
namespace {

// How long a server may take to end a statement after a cancel request.
constexpr absl::Duration kCancelGrace = absl::Seconds(10);

using ResultOwner = std::unique_ptr<PGresult, decltype(&PQclear)>;

absl::Status StatementFailure(const ServerError& error) {
  return Diagnose(absl::StatusCode::kAborted,
                  {.code = "POSTGRES-STATEMENT",
                   .what = error.Line(),
                   .why = error.detail,
                   .fix = error.hint.empty() ? "correct the statement" : error.hint});
}

absl::Status ReasonOf(Woken woken) {
  if (woken == Woken::kStopped) return absl::CancelledError("stopped; the statement was cancelled");
  return Diagnose(absl::StatusCode::kDeadlineExceeded,
                  {.code = "POSTGRES-TIMEOUT",
                   .what = "the database did not finish a statement in time",
                   .fix = "look for what blocks it in pg_stat_activity",
                   .retry = v1::RETRY_BACKOFF});
}

bool IsCopy(ExecStatusType status) {
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

}  // namespace

Connection::~Connection() { Close(); }

void Connection::Close() {
  if (connection_ != nullptr) PQfinish(connection_);
  connection_ = nullptr;
}

void Connection::Receive(void* connection, const pg_result* notice) {
  const auto& options = static_cast<Connection*>(connection)->options_;
  if (options.on_notice) options.on_notice(ReadServerError(notice));
}

int Connection::backend_pid() const {
  return connection_ == nullptr ? 0 : PQbackendPID(connection_);
}

bool Connection::alive() const {
  return connection_ != nullptr && PQstatus(connection_) == CONNECTION_OK;
}

int Connection::server_version() const {
  return connection_ == nullptr ? 0 : PQserverVersion(connection_);
}

bool Connection::in_transaction() const {
  if (connection_ == nullptr) return false;
  const PGTransactionStatusType status = PQtransactionStatus(connection_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

absl::Status Connection::Lost(std::string words) {
  words = OneLine(words);
  Close();
  return Diagnose(absl::StatusCode::kUnavailable,
                  {.code = "POSTGRES-CONNECTION-LOST",
                   .what = "the connection to the database was lost",
                   .why = words.empty() ? "the server closed it without a word" : std::move(words),
                   .fix = "check that the database is up, then run the same command again",
                   .retry = v1::RETRY_AFTER_OBSERVE});
}

absl::StatusOr<Rows> Connection::Query(const std::string& sql,
                                       const std::vector<std::optional<std::string>>& parameters,
                                       const WaitLimits& limits) {
  std::vector<const char*> values;
  for (const auto& parameter : parameters) {
    values.push_back(parameter ? parameter->c_str() : nullptr);
  }
  const bool sent =
      alive() && PQsendQueryParams(connection_, sql.c_str(), static_cast<int>(values.size()),
                                   nullptr, values.data(), nullptr, nullptr, 0) == 1;
  return Collect(sent, true, limits);
}

absl::StatusOr<std::string> Connection::Execute(const std::string& sql, const WaitLimits& limits) {
  const bool sent = alive() && PQsendQueryParams(connection_, sql.c_str(), 0, nullptr, nullptr,
                                                 nullptr, nullptr, 0) == 1;
  if (sent) PQsetSingleRowMode(connection_);
  absl::StatusOr<Rows> rows = Collect(sent, false, limits);
  if (!rows.ok()) return rows.status();
  return std::move(rows->tag);
}

absl::Status Connection::Script(const std::string& sql, const WaitLimits& limits) {
  const bool sent = alive() && PQsendQuery(connection_, sql.c_str()) == 1;
  return Collect(sent, false, limits).status();
}

absl::StatusOr<Rows> Connection::Collect(bool sent, bool keep_rows, const WaitLimits& limits) {
  last_error_ = ServerError();
  if (!sent)
    return Lost(connection_ == nullptr ? "it was closed before" : PQerrorMessage(connection_));
  SocketWait wait(limits);
  Rows rows;
  absl::Status outcome;
  while (true) {
    absl::StatusOr<pg_result*> next = NextResult(wait);
    if (!next.ok()) return next.status();
    if (*next == nullptr) break;
    const ResultOwner result(*next, PQclear);
    if (absl::Status taken = TakeResult(result.get(), keep_rows, rows); !taken.ok()) {
      if (absl::IsUnavailable(taken)) return taken;
      outcome = std::move(taken);
    }
  }
  if (EndsSession(last_error_.sqlstate) || !alive()) return Lost(last_error_.Line());
  if (!outcome.ok()) return outcome;
  return rows;
}

absl::StatusOr<pg_result*> Connection::NextResult(SocketWait& wait) {
  while (true) {
    const int flushed = PQflush(connection_);
    if (flushed < 0) return Lost(PQerrorMessage(connection_));
    if (flushed == 0 && PQisBusy(connection_) == 0) return PQgetResult(connection_);
    const Woken woken = wait.For(PQsocket(connection_),
                                 static_cast<short>(flushed > 0 ? POLLIN | POLLOUT : POLLIN));
    if (woken != Woken::kReady) return Interrupt(ReasonOf(woken));
    // A server that ends a session says why before it closes it: that result is read first.
    if (PQconsumeInput(connection_) == 0 && PQisBusy(connection_) != 0) {
      return Lost(PQerrorMessage(connection_));
    }
  }
}

absl::Status Connection::TakeResult(const pg_result* result, bool keep_rows, Rows& rows) {
  const ExecStatusType status = PQresultStatus(result);
  if (IsCopy(status)) {
    return Lost("the statement wants to copy data from or to the client, which is not possible");
  }
  if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
    // The first error is the cause; a session that ends adds one about the closed socket.
    if (last_error_.message.empty()) last_error_ = ReadServerError(result);
    return StatementFailure(last_error_);
  }
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
    rows.tag = PQcmdStatus(const_cast<PGresult*>(result));
  }
  for (int row = 0; keep_rows && row < PQntuples(result); ++row) {
    Rows::Row& fields = rows.rows.emplace_back();
    for (int column = 0; column < PQnfields(result); ++column) {
      if (PQgetisnull(result, row, column)) {
        fields.emplace_back();
      } else {
        fields.emplace_back(PQgetvalue(result, row, column));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status Connection::Interrupt(absl::Status reason) {
  RequestCancel(connection_);
  SocketWait grace({.timeout = kCancelGrace});
  while (true) {
    if (PQflush(connection_) < 0) return Lost(PQerrorMessage(connection_));
    while (PQisBusy(connection_) == 0) {
      const ResultOwner result(PQgetResult(connection_), PQclear);
      if (result == nullptr) {
        if (!alive()) return Lost(PQerrorMessage(connection_));
        Close();
        return reason;
      }
      if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) {
        last_error_ = ReadServerError(result.get());
      }
    }
    if (grace.For(PQsocket(connection_), POLLIN) != Woken::kReady) {
      return Lost("the server did not heed the request to cancel; the statement may still run");
    }
    if (PQconsumeInput(connection_) == 0 && PQisBusy(connection_) != 0) {
      return Lost(PQerrorMessage(connection_));
    }
  }
}

}  // namespace release::postgres

#include "apps/api/db_session.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "apps/api/database_url.h"

namespace spectral {

DbResult::DbResult(DbError error) : error_(std::move(error)) {}
DbResult::DbResult(PGresult* rows) : rows_(rows, &PQclear) {}

std::string_view DbResult::Get(int row, int column) const {
  return std::string_view(PQgetvalue(rows_.get(), row, column),
                          static_cast<size_t>(PQgetlength(rows_.get(), row, column)));
}

DbSession::DbSession(DbTarget target)
    : target_(std::move(target)), password_(DatabaseUrlPassword(target_.url)) {}

DbSession::~DbSession() { Close(); }

void DbSession::Close() {
  PQfinish(connection_);
  connection_ = nullptr;
}

// The connection is of no more use: closes it and says why.
DbError DbSession::Lost(std::string_view fallback) {
  std::string text;
  if (connection_) text = CleanDatabaseText(PQerrorMessage(connection_), password_);
  Close();
  return {"", text.empty() ? std::string(fallback) : text};
}

bool DbSession::WaitForSocket(short events, Clock::time_point deadline) {
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd socket{PQsocket(connection_), events, 0};
    const int ready = poll(&socket, 1, static_cast<int>(std::max<decltype(left)>(left, 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

std::optional<DbError> DbSession::WaitForConnection() {
  const auto deadline = Clock::now() + target_.deadline;
  // libpq asks to behave as if the last answer had been "writing".
  auto state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK) {
    if (state == PGRES_POLLING_FAILED) return Lost("the connection failed");
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!WaitForSocket(events, deadline)) {
      Close();
      return DbError{"", "the database did not answer in time while connecting"};
    }
    state = PQconnectPoll(connection_);
  }
  return std::nullopt;
}

// Sends what is left to send and reads until PQgetResult would not block.
std::optional<DbError> DbSession::WaitForResult(Clock::time_point deadline) {
  for (int unsent; (unsent = PQflush(connection_)) != 0 || PQisBusy(connection_);) {
    if (unsent < 0) return Lost("the connection was lost");
    if (!WaitForSocket(static_cast<short>(unsent ? POLLIN | POLLOUT : POLLIN), deadline)) {
      Close();
      return DbError{"", "the database did not answer in time"};
    }
    if (!PQconsumeInput(connection_)) return Lost("the connection was lost");
  }
  return std::nullopt;
}

std::optional<DbError> DbSession::Connect() {
  if (connection_) {
    // An idle server has nothing to say, unless it went away and left a last word or an
    // end-of-file: better noticed here than by a statement.
    pollfd socket{PQsocket(connection_), POLLIN, 0};
    if (PQstatus(connection_) == CONNECTION_OK && poll(&socket, 1, 0) == 0) return std::nullopt;
    Close();
  }
  // The URL goes first, so that what follows overrides it; TCP settings do no harm on a unix
  // socket.
  const char* const keywords[] = {"dbname",          "application_name", "client_encoding",
                                  "keepalives_idle", "tcp_user_timeout", nullptr};
  const char* const values[] = {
      target_.url.c_str(), "spectral-api", "UTF8", "30", "15000", nullptr};
  connection_ = PQconnectStartParams(keywords, values, /*expand_dbname=*/1);
  if (!connection_ || PQstatus(connection_) == CONNECTION_BAD) return Lost("out of memory");
  if (auto error = WaitForConnection()) return error;
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  PQsetnonblocking(connection_, 1);

  const DbResult role = Execute(("set role " + target_.role).c_str());
  if (role.ok()) return std::nullopt;
  // Never without the role: with the rights of the URL's user more would work than should.
  Close();
  return role.error();
}

DbResult DbSession::Execute(const char* sql, std::initializer_list<DbValue> parameters) {
  if (!connection_) return DbResult(DbError{"", "not connected"});
  std::vector<const char*> values;
  for (const DbValue& value : parameters) values.push_back(value ? value->c_str() : nullptr);
  if (!PQsendQueryParams(connection_, sql, static_cast<int>(values.size()), nullptr, values.data(),
                         nullptr, nullptr, /*resultFormat=*/0)) {
    return DbResult(Lost("the statement could not be sent"));
  }
  const auto deadline = Clock::now() + target_.deadline;
  std::unique_ptr<PGresult, decltype(&PQclear)> answer(nullptr, &PQclear);
  while (true) {
    if (auto error = WaitForResult(deadline)) return DbResult(*std::move(error));
    PGresult* next = PQgetResult(connection_);
    if (next == nullptr) break;
    answer.reset(next);
  }
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return DbResult(answer.release());
  const char* sqlstate = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
  DbError error{sqlstate ? sqlstate : "",
                CleanDatabaseText(PQresultErrorMessage(answer.get()), password_)};
  if (PQstatus(connection_) != CONNECTION_OK) Close();
  return DbResult(std::move(error));
}

DbTransaction::DbTransaction(DbSession& session)
    : session_(session), begun_(session.Execute("begin")), open_(begun_.ok()) {}

DbTransaction::~DbTransaction() {
  // When even the rollback fails the session is gone, and with it the transaction.
  if (open_ && session_.connected() && !session_.Execute("rollback").ok()) session_.Close();
}

DbResult DbTransaction::Commit() {
  open_ = false;
  return session_.Execute("commit");
}

}  // namespace spectral

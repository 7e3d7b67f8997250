// One connection to PostgreSQL as the app's role, with a deadline on everything it does.
//
// Waits on the socket itself rather than in libpq's blocking calls: a database that stopped
// answering costs a deadline, never a thread.
#ifndef RELEASE_APPS_API_DB_SESSION_H_
#define RELEASE_APPS_API_DB_SESSION_H_

#include <libpq-fe.h>

#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spectral {

// How to connect. `url` is a secret.
struct DbTarget {
  std::string url;
  // Taken on with SET ROLE right after connecting; must be a plain lower-case name.
  std::string role = "spectral_api";
  // For connecting, and again for every statement.
  std::chrono::milliseconds deadline{5000};
};

struct DbError {
  std::string sqlstate;  // "" when the server did not speak
  std::string message;   // one line, without the password
};

// The answer to one statement: its rows, or an error. Movable.
class DbResult {
 public:
  explicit DbResult(DbError error);
  explicit DbResult(PGresult* rows);  // takes ownership

  bool ok() const { return !error_.has_value(); }
  const DbError& error() const { return *error_; }
  int size() const { return PQntuples(rows_.get()); }
  // Valid as long as this object. "" for null.
  std::string_view Get(int row, int column) const;

 private:
  std::optional<DbError> error_;
  std::unique_ptr<PGresult, decltype(&PQclear)> rows_{nullptr, &PQclear};
};

// A text parameter, or null. Must not contain NUL.
using DbValue = std::optional<std::string>;

// Not thread-safe: a session belongs to one thread.
class DbSession {
 public:
  explicit DbSession(DbTarget target);
  ~DbSession();
  DbSession(const DbSession&) = delete;
  DbSession& operator=(const DbSession&) = delete;

  // Connects, unless a living connection is there. nullopt when there is one afterwards.
  std::optional<DbError> Connect();
  bool connected() const { return connection_ != nullptr; }
  void Close();

  // Executes one statement with $1, $2, ... as text. After an answer that did not come the session
  // is closed; an error that the server answered leaves it open.
  DbResult Execute(const char* sql, std::initializer_list<DbValue> parameters = {});

 private:
  using Clock = std::chrono::steady_clock;

  DbError Lost(std::string_view fallback);
  bool WaitForSocket(short events, Clock::time_point deadline);
  std::optional<DbError> WaitForConnection();
  std::optional<DbError> WaitForResult(Clock::time_point deadline);

  const DbTarget target_;
  const std::string password_;
  PGconn* connection_ = nullptr;
};

// BEGIN in the constructor, ROLLBACK in the destructor unless Commit() was reached.
class DbTransaction {
 public:
  explicit DbTransaction(DbSession& session);
  ~DbTransaction();
  DbTransaction(const DbTransaction&) = delete;
  DbTransaction& operator=(const DbTransaction&) = delete;

  // What BEGIN answered.
  const DbResult& begun() const { return begun_; }
  DbResult Commit();

 private:
  DbSession& session_;
  DbResult begun_;
  bool open_;
};

}  // namespace spectral

#endif  // RELEASE_APPS_API_DB_SESSION_H_

// One session with a PostgreSQL server, whose every wait can be ended.
#ifndef RELEASE_PLUGINS_LIB_POSTGRES_CONNECTION_H_
#define RELEASE_PLUGINS_LIB_POSTGRES_CONNECTION_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "plugins/lib/postgres/dsn.h"
#include "plugins/lib/postgres/server_error.h"
#include "plugins/lib/postgres/socket_wait.h"

struct pg_conn;
struct pg_result;

namespace release::postgres {

struct Rows {
  using Row = std::vector<std::optional<std::string>>;  // text form; absent is NULL
  std::vector<Row> rows;
  std::string tag;  // `CREATE TABLE`, `COMMIT`: what the server says it did
};

// A session. All functions wait at most as `limits` says.
//
// What a query's failed status means, and what it carries:
//   ABORTED            the server refused the statement; last_error() has its words.
//                      Diagnosis POSTGRES-STATEMENT
//   UNAVAILABLE        the session is gone; whether the statement took effect is not known.
//                      Diagnosis POSTGRES-CONNECTION-LOST, RETRY_AFTER_OBSERVE
//   CANCELLED          stopped; the server was told, and has ended the statement
//   DEADLINE_EXCEEDED  the same because of the timeout. Diagnosis POSTGRES-TIMEOUT
// After all but ABORTED the session is closed: a late cancel request could hit its next statement,
// and a closed session rolls back. When the server does not heed the request it is UNAVAILABLE.
//
// Threads: one at a time.
class Connection {
 public:
  struct Options {
    std::string application_name = {};
    absl::Duration connect_timeout = absl::Seconds(15);

    // Called for every NOTICE or WARNING, on the thread that waits. Optional.
    std::function<void(const ServerError&)> on_notice = {};
  };

  // Connects. Failures are diagnoses MIGRATE-CONNECT-* (connect_failure.h) or CANCELLED; none holds
  // the password.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const Dsn& dsn, Options options,
                                                          const WaitLimits& limits);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // One statement with text parameters ($1, ...; absent is NULL); the rows are kept in memory.
  absl::StatusOr<Rows> Query(const std::string& sql,
                             const std::vector<std::optional<std::string>>& parameters,
                             const WaitLimits& limits);

  // One statement whose rows are of no interest: they are dropped as they arrive. Text with more
  // than one statement is refused by the server.
  absl::StatusOr<std::string> Execute(const std::string& sql, const WaitLimits& limits);

  // Any number of statements in one implicit transaction (the simple protocol).
  absl::Status Script(const std::string& sql, const WaitLimits& limits);

  // The error of the last failed query; empty after one that succeeded.
  const ServerError& last_error() const { return last_error_; }

  // The server process of this session. 0 when the session is gone.
  int backend_pid() const;

  // True between a BEGIN and its end, also in a failed transaction.
  bool in_transaction() const;

  bool alive() const;

  // `PostgreSQL`'s version as a number: 150018.
  int server_version() const;

 private:
  explicit Connection(Options options) : options_(std::move(options)) {}

  static void Receive(void* connection, const pg_result* notice);
  absl::Status Connect(const Dsn& dsn, const WaitLimits& limits);
  absl::StatusOr<Rows> Collect(bool sent, bool keep_rows, const WaitLimits& limits);
  absl::StatusOr<pg_result*> NextResult(SocketWait& wait);
  absl::Status TakeResult(const pg_result* result, bool keep_rows, Rows& rows);
  absl::Status Interrupt(absl::Status reason);
  absl::Status Lost(std::string words);
  void Close();

  const Options options_;
  pg_conn* connection_ = nullptr;
  ServerError last_error_;
};

}  // namespace release::postgres

#endif  // RELEASE_PLUGINS_LIB_POSTGRES_CONNECTION_H_

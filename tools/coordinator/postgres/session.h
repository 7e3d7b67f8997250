// libpq as the release state uses it: a session, a transaction, and errors in our words.
#ifndef RELEASE_TOOLS_COORDINATOR_POSTGRES_SESSION_H_
#define RELEASE_TOOLS_COORDINATOR_POSTGRES_SESSION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/coordinator/postgres/address.h"

struct pg_conn;
struct pg_result;

namespace release::postgres_state {

// A parameter of a statement.
struct Value {
  static Value Text(std::string_view text) { return {std::string(text), false}; }
  static Value Bytes(std::string_view bytes) { return {std::string(bytes), true}; }
  static Value Number(uint64_t number) { return {std::to_string(number), false}; }

  std::string data;
  bool binary = false;
};

// A row of a result: text, absent is NULL.
class Row {
 public:
  explicit Row(std::vector<std::optional<std::string>> fields) : fields_(std::move(fields)) {}

  bool null(size_t column) const { return !fields_[column].has_value(); }
  const std::string& Text(size_t column) const;  // empty when NULL
  uint64_t Number(size_t column) const;          // 0 when NULL or no number
  std::string Bytes(size_t column) const;        // of a bytea
  bool True(size_t column) const { return Text(column) == "t"; }

 private:
  std::vector<std::optional<std::string>> fields_;
};

// A session that asks nothing of its server process that would outlive a transaction, so a pooler
// may stand in between, in session or in transaction mode.
//
// Errors of the functions that ask the server:
//   ABORTED      STATE-STATEMENT, the server refused; sqlstate() has its code, and the session goes
//                on
//   UNAVAILABLE  STATE-CONNECTION-LOST: the session is gone, or silent for `patience`; whether the
//                last statement took effect is not known
//
// Threads: one at a time.
class Session {
 public:
  // How long the server may be silent.
  static constexpr absl::Duration kPatience = absl::Seconds(20);

  // Errors: UNAVAILABLE, STATE-CONNECT-REFUSED, -UNREACHABLE, -AUTH, -NO-DATABASE, -TLS, -TOO-MANY,
  // -TENANT, -NOT-READY, -TIMEOUT, -FAILED, each with its cure.
  static absl::StatusOr<std::unique_ptr<Session>> Open(const Address& address,
                                                       absl::Duration patience = kPatience);

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // One statement with parameters $1, $2, ...
  absl::StatusOr<std::vector<Row>> Query(const std::string& sql,
                                         const std::vector<Value>& parameters = {});

  // Any number of statements without parameters and results.
  absl::Status Run(const std::string& sql);

  // Of the last refused statement; empty after one that succeeded.
  const std::string& sqlstate() const { return sqlstate_; }

  void SetPatience(absl::Duration patience) { patience_ = patience; }

  bool alive() const;
  const std::string& target() const { return target_; }

 private:
  Session(std::string target, absl::Duration patience)
      : target_(std::move(target)), patience_(patience) {}

  absl::Status Connect(const Address& address);
  absl::StatusOr<std::vector<Row>> Collect(bool sent);
  absl::StatusOr<pg_result*> NextResult();
  absl::Status Lost(std::string_view why);

  const std::string target_;
  absl::Duration patience_;
  pg_conn* connection_ = nullptr;
  std::string sqlstate_;
};

// A transaction that is rolled back unless Commit succeeded. Its writes are on disk after Commit,
// whatever the database's defaults are, and a process that is stopped in the middle of it keeps
// nobody waiting for more than a minute.
class Transaction {
 public:
  static absl::StatusOr<Transaction> Begin(Session& session);

  // One consistent view of everything; no writes.
  static absl::StatusOr<Transaction> BeginView(Session& session);

  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  // UNAVAILABLE: it may have been committed or not.
  absl::Status Commit();

 private:
  explicit Transaction(Session* session) : session_(session) {}

  Session* session_;
};

}  // namespace release::postgres_state

#endif  // RELEASE_TOOLS_COORDINATOR_POSTGRES_SESSION_H_

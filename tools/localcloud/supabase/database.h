// The project's database as the servers of a Supabase project use it: pooled connections, one
// transaction for a request, values always as parameters.
#ifndef RELEASE_TOOLS_LOCALCLOUD_SUPABASE_DATABASE_H_
#define RELEASE_TOOLS_LOCALCLOUD_SUPABASE_DATABASE_H_

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/base/secret.h"
#include "tools/localcloud/database_connection.h"
#include "tools/localcloud/loopback.h"

namespace release::cloud {

// Text, or null.
using SqlValue = std::optional<std::string>;

// What PostgreSQL said. `state` is empty when the connection was lost.
struct SqlError {
  std::string state;
  std::string message;
  std::string detail;
  std::string hint;
};

class SqlRows {
 public:
  SqlRows() : result_(nullptr, &PQclear) {}
  explicit SqlRows(DatabaseResult result) : result_(std::move(result)) {}

  int size() const { return result_ == nullptr ? 0 : PQntuples(result_.get()); }
  bool empty() const { return size() == 0; }
  SqlValue At(int row, int column) const;
  // The same, with null as "".
  std::string Text(int row, int column) const { return At(row, column).value_or(""); }
  // Rows that a statement changed.
  bool ChangedAny() const;

 private:
  DatabaseResult result_;
};

// Connections that wait for the next request. Threads: any.
class DatabasePool {
 public:
  DatabasePool(Endpoint postgres, Secret password, std::string database);

  // One that waits, or a new one. Errors: CLOUD-DATABASE-FAILED.
  absl::StatusOr<DatabaseConnection> Take();
  absl::StatusOr<DatabaseConnection> TakeNew() const;
  void GiveBack(DatabaseConnection connection);

 private:
  const Endpoint postgres_;
  const Secret password_;
  const std::string database_;
  std::mutex mutex_;
  std::vector<DatabaseConnection> idle_;
};

// One transaction. The first statement that fails ends it: those after it do nothing and give no
// rows, so the caller may ask once at the end. Without Commit() nothing is kept.
class SqlTransaction {
 public:
  // `begin` is the first statement: "begin", "begin read only". Errors: CLOUD-DATABASE-FAILED.
  static absl::StatusOr<SqlTransaction> Begin(DatabasePool& pool, const std::string& begin);

  SqlTransaction(SqlTransaction&&) = default;
  SqlTransaction& operator=(SqlTransaction&&) = delete;
  ~SqlTransaction();

  // One statement.
  SqlRows Query(const std::string& sql, const std::vector<SqlValue>& values = {});

  // False when a statement failed, this one perhaps.
  bool Commit();

  const std::optional<SqlError>& error() const { return error_; }
  bool failed() const { return error_.has_value(); }

 private:
  SqlTransaction(DatabasePool& pool, DatabaseConnection connection)
      : pool_(&pool), connection_(std::move(connection)) {}

  DatabasePool* pool_;
  DatabaseConnection connection_;  // null after a move
  bool open_ = true;
  std::optional<SqlError> error_;
};

// "name" as SQL takes it literally.
std::string QuotedName(std::string_view name);

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_SUPABASE_DATABASE_H_

#include "tools/localcloud/supabase/database.h"

#include <string_view>
#include <utility>

namespace release::cloud {
namespace {

constexpr size_t kIdle = 4;

bool Succeeded(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

SqlError ErrorOf(const PGresult* result) {
  const auto field = [result](int name) { return LibpqWords(PQresultErrorField(result, name)); };
  SqlError error = {field(PG_DIAG_SQLSTATE), field(PG_DIAG_MESSAGE_PRIMARY),
                    field(PG_DIAG_MESSAGE_DETAIL), field(PG_DIAG_MESSAGE_HINT)};
  if (error.message.empty()) error.message = LibpqWords(PQresultErrorMessage(result));
  return error;
}

}  // namespace

SqlValue SqlRows::At(int row, int column) const {
  if (row >= size() || PQgetisnull(result_.get(), row, column)) return std::nullopt;
  return std::string(PQgetvalue(result_.get(), row, column),
                     static_cast<size_t>(PQgetlength(result_.get(), row, column)));
}

bool SqlRows::ChangedAny() const {
  const std::string_view count = result_ == nullptr ? "" : PQcmdTuples(result_.get());
  return !count.empty() && count != "0";
}

DatabasePool::DatabasePool(Endpoint postgres, Secret password, std::string database)
    : postgres_(std::move(postgres)),
      password_(std::move(password)),
      database_(std::move(database)) {}

absl::StatusOr<DatabaseConnection> DatabasePool::TakeNew() const {
  return ConnectToDatabase(postgres_, password_, database_.c_str());
}

absl::StatusOr<DatabaseConnection> DatabasePool::Take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      DatabaseConnection connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return TakeNew();
}

void DatabasePool::GiveBack(DatabaseConnection connection) {
  if (PQstatus(connection.get()) != CONNECTION_OK) return;
  if (PQtransactionStatus(connection.get()) != PQTRANS_IDLE) return;
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kIdle) idle_.push_back(std::move(connection));
}

absl::StatusOr<SqlTransaction> SqlTransaction::Begin(DatabasePool& pool, const std::string& begin) {
  auto connection = pool.Take();
  if (!connection.ok()) return connection.status();
  auto begun = ExecuteSql(connection->get(), begin);
  if (!begun.ok() && PQstatus(connection->get()) != CONNECTION_OK) {
    // It waited while the server was started again.
    connection = pool.TakeNew();
    if (!connection.ok()) return connection.status();
    begun = ExecuteSql(connection->get(), begin);
  }
  if (!begun.ok()) return begun.status();
  return SqlTransaction(pool, *std::move(connection));
}

SqlTransaction::~SqlTransaction() {
  if (connection_ == nullptr) return;
  if (open_) DatabaseResult(PQexec(connection_.get(), "rollback"), &PQclear);
  pool_->GiveBack(std::move(connection_));
}

SqlRows SqlTransaction::Query(const std::string& sql, const std::vector<SqlValue>& values) {
  if (failed()) return SqlRows();
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const SqlValue& value : values) {
    pointers.push_back(value ? value->c_str() : nullptr);
    if (value && value->find('\0') != std::string::npos) {
      error_ = SqlError{"22021", "invalid byte sequence for encoding \"UTF8\": 0x00", "", ""};
      return SqlRows();
    }
  }
  DatabaseResult result(
      PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(pointers.size()), nullptr,
                   pointers.data(), nullptr, nullptr, /*resultFormat=*/0),
      &PQclear);
  if (Succeeded(result.get())) return SqlRows(std::move(result));
  error_ = ErrorOf(result.get());
  return SqlRows();
}

bool SqlTransaction::Commit() {
  Query("commit");
  open_ = failed();
  return !failed();
}

std::string QuotedName(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

}  // namespace release::cloud

#include "tools/coordinator/journal/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "tools/coordinator/journal/journal_problem.h"

namespace release {

absl::StatusOr<Database> Database::Open(const std::string& path, absl::Duration patience) {
  sqlite3* handle = nullptr;
  const int result =
      sqlite3_open_v2(path.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Database database(path, handle);
  if (handle == nullptr) return JournalOpenFailed(path, 0, "there is no memory for SQLite");
  if (result != SQLITE_OK) {
    return JournalOpenFailed(path, sqlite3_system_errno(handle), sqlite3_errmsg(handle));
  }
  if (sqlite3_db_readonly(handle, "main") == 1) {
    return JournalOpenFailed(path, 0, "this user may not write it");
  }
  sqlite3_busy_timeout(handle, static_cast<int>(absl::ToInt64Milliseconds(patience)));
  return database;
}

Database::Database(Database&& other) noexcept
    : path_(std::move(other.path_)), handle_(std::exchange(other.handle_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(handle_, other.handle_);
  return *this;
}

Database::~Database() { sqlite3_close(handle_); }

absl::Status Database::Run(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return LastError();
  return absl::OkStatus();
}

void Database::SetCheckpointOnClose(bool on) {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, nullptr);
}

absl::StatusOr<std::string> Database::RawBytes(int64_t offset, int size) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  absl::StatusOr<int64_t> end = RawSize();
  if (!end.ok()) return end.status();
  const int64_t there = std::clamp<int64_t>(*end - offset, 0, size);
  std::string bytes(static_cast<size_t>(there), '\0');
  const int result =
      file->pMethods->xRead(file, bytes.data(), static_cast<int>(bytes.size()), offset);
  if (result != SQLITE_OK) return JournalSqliteError(path_, result, 0, sqlite3_errstr(result));
  return bytes;
}

absl::StatusOr<int64_t> Database::RawSize() {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  sqlite3_int64 size = 0;
  const int result = file->pMethods->xFileSize(file, &size);
  if (result != SQLITE_OK) return JournalSqliteError(path_, result, 0, sqlite3_errstr(result));
  return size;
}

absl::Status Database::LastError() const {
  return JournalSqliteError(path_, sqlite3_extended_errcode(handle_), sqlite3_system_errno(handle_),
                            sqlite3_errmsg(handle_));
}

Statement::Statement(Database& database, const char* sql) : database_(database) {
  Keep(sqlite3_prepare_v2(database_.handle(), sql, -1, &statement_, nullptr));
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::Keep(int result) { failed_ = failed_ || result != SQLITE_OK; }

Statement& Statement::Bind(uint64_t value) {
  if (!failed_) {
    Keep(sqlite3_bind_int64(statement_, ++parameter_, static_cast<sqlite3_int64>(value)));
  }
  return *this;
}

Statement& Statement::BindText(std::string_view value) {
  if (!failed_) {
    Keep(sqlite3_bind_text64(statement_, ++parameter_, value.data(), value.size(), SQLITE_TRANSIENT,
                             SQLITE_UTF8));
  }
  return *this;
}

Statement& Statement::BindBlob(std::string_view value) {
  if (!failed_) {
    Keep(sqlite3_bind_blob64(statement_, ++parameter_, value.data(), value.size(),
                             SQLITE_TRANSIENT));
  }
  return *this;
}

absl::StatusOr<bool> Statement::Step() {
  if (failed_) return database_.LastError();
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return database_.LastError();
}

absl::Status Statement::Finish() {
  for (;;) {
    absl::StatusOr<bool> row = Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
  }
}

uint64_t Statement::Number(int column) const {
  return static_cast<uint64_t>(sqlite3_column_int64(statement_, column));
}

std::string_view Statement::Bytes(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<size_t>(size)};
}

absl::StatusOr<Transaction> Transaction::Begin(Database& database, Kind kind) {
  absl::Status begun = database.Run(kind == kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
  if (!begun.ok()) return begun;
  return Transaction(&database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  // Some errors have rolled back by themselves.
  if (database_ != nullptr && sqlite3_get_autocommit(database_->handle()) == 0) {
    sqlite3_exec(database_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

absl::Status Transaction::Commit() {
  absl::Status committed = database_->Run("COMMIT");
  if (committed.ok()) database_ = nullptr;
  return committed;
}

}  // namespace release

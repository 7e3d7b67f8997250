// SQLite as this room uses it: a connection, a statement, a transaction, and errors in our words.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_DATABASE_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_DATABASE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace release {

// A connection to one file. Move-only; closed at the end.
//
// Threads: one at a time.
class Database {
 public:
  // Opens an existing file for reading and writing, and touches nothing in it yet. A process that
  // finds the file locked waits at most `patience`.
  static absl::StatusOr<Database> Open(const std::string& path, absl::Duration patience);

  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_; }

  // One or several statements without results.
  absl::Status Run(const char* sql);

  // Whether closing the last connection may move the write-ahead log into the file. On from the
  // start.
  void SetCheckpointOnClose(bool on);

  // The bytes [offset, offset + size) of the file itself, through SQLite's descriptor: one of our
  // own would, when closed, drop the process's locks on the file. Shorter when the file is.
  absl::StatusOr<std::string> RawBytes(int64_t offset, int size);
  absl::StatusOr<int64_t> RawSize();

  // The diagnosis for what SQLite answered last on this connection.
  absl::Status LastError() const;

 private:
  Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}

  std::string path_;
  sqlite3* handle_ = nullptr;
};

// One statement, run once. Parameters are bound in order, columns read in order.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  Statement& Bind(uint64_t value);
  Statement& BindText(std::string_view value);
  Statement& BindBlob(std::string_view value);

  // True: there is a row, and the columns can be read. False: done. Errors of preparing and binding
  // come out here.
  absl::StatusOr<bool> Step();

  // Runs to the end and ignores rows.
  absl::Status Finish();

  // Column of the row; 0 or empty when it is NULL. Valid until the next Step.
  uint64_t Number(int column) const;
  std::string_view Bytes(int column) const;

 private:
  void Keep(int result);

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
  int parameter_ = 0;
  bool failed_ = false;
};

// A transaction that is rolled back unless Commit succeeded.
class Transaction {
 public:
  enum Kind {
    kRead,   // one consistent view
    kWrite,  // alone from the start: waits for other writers now, not in the middle
  };

  static absl::StatusOr<Transaction> Begin(Database& database, Kind kind);

  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  absl::Status Commit();

 private:
  explicit Transaction(Database* database) : database_(database) {}

  Database* database_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_DATABASE_H_

#include "tools/localcloud/cloudflare/store/documents.h"

#include <fcntl.h>
#include <sqlite3.h>

#include <limits>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

// A row for each version of a document; a null body is a deletion.
constexpr char kSchema[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=2000;"
    "CREATE TABLE IF NOT EXISTS documents("
    " seq INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, key TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL, body TEXT);"
    "CREATE INDEX IF NOT EXISTS by_key ON documents(collection, key, seq);";
constexpr char kGet[] =
    "SELECT body FROM documents WHERE collection=?1 AND key=?2 AND at_ms<=?3"
    " ORDER BY seq DESC LIMIT 1";
constexpr char kList[] =
    "SELECT body FROM documents d WHERE collection=?1 AND key>=?2 AND key<?3 AND body IS NOT NULL"
    " AND seq=(SELECT MAX(seq) FROM documents WHERE collection=d.collection AND key=d.key"
    " AND at_ms<=?4) ORDER BY key";
constexpr char kInsert[] =
    "INSERT INTO documents(collection, key, at_ms, body) VALUES(?1, ?2, ?3, ?4)";
constexpr char kForget[] =
    "DELETE FROM documents WHERE collection=?1 AND key=?2 AND seq<(SELECT MAX(seq) FROM documents"
    " WHERE collection=?1 AND key=?2 AND at_ms<=?3)";

absl::Status Broken(const std::string& why) {
  return Diagnose(absl::StatusCode::kUnavailable,
                  {.code = "CLOUD-STATE",
                   .what = "the local cloud cannot read or write its state",
                   .why = why,
                   .fix = "free the disk, or remove the cloud's data and begin anew"});
}

int64_t Milliseconds(absl::Time time) { return absl::ToUnixMillis(time); }

}  // namespace

struct Documents::Sql {
  sqlite3* db = nullptr;
  std::string trouble;  // the first failure of this transaction

  ~Sql() { sqlite3_close_v2(db); }

  bool Exec(const char* text) {
    if (sqlite3_exec(db, text, nullptr, nullptr, nullptr) == SQLITE_OK) return true;
    Note();
    return false;
  }

  void Note() {
    if (trouble.empty()) trouble = sqlite3_errmsg(db);
  }
};

namespace {

// A statement with its arguments bound; numbers are bound as 64 bits.
class Statement {
 public:
  Statement(sqlite3* db, const char* text) {
    if (sqlite3_prepare_v2(db, text, -1, &statement_, nullptr) != SQLITE_OK) statement_ = nullptr;
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  Statement& Text(int index, std::string_view text) {
    sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
    return *this;
  }
  Statement& Number(int index, int64_t number) {
    sqlite3_bind_int64(statement_, index, number);
    return *this;
  }

  // SQLITE_ROW, SQLITE_DONE, or an error.
  int Step() { return statement_ == nullptr ? SQLITE_ERROR : sqlite3_step(statement_); }

  // Column 0; nothing for NULL.
  std::optional<std::string> Column() {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, 0));
    if (text == nullptr) return std::nullopt;
    return std::string(text, static_cast<size_t>(sqlite3_column_bytes(statement_, 0)));
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace

Documents::Documents(std::unique_ptr<Sql> sql) : sql_(std::move(sql)) {}
Documents::~Documents() = default;

absl::StatusOr<std::unique_ptr<Documents>> Documents::Open(const std::string& path) {
  // Made here, because SQLite would make it readable for everybody.
  const FileDescriptor made(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  auto sql = std::make_unique<Sql>();
  if (sqlite3_open_v2(path.c_str(), &sql->db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK ||
      !sql->Exec(kSchema)) {
    return Broken(Concat(path, ": ", sqlite3_errmsg(sql->db)));
  }
  return std::unique_ptr<Documents>(new Documents(std::move(sql)));
}

void Documents::Begin(absl::Time now, std::optional<absl::Time> as_of) {
  now_ms_ = Milliseconds(now);
  as_of_ms_ = as_of ? Milliseconds(*as_of) : std::numeric_limits<int64_t>::max();
  sql_->trouble.clear();
  sql_->Exec("BEGIN");
}

std::optional<nlohmann::json> Documents::Get(std::string_view collection, std::string_view key) {
  Statement statement(sql_->db, kGet);
  const int step = statement.Text(1, collection).Text(2, key).Number(3, as_of_ms_).Step();
  if (step != SQLITE_ROW) {
    if (step != SQLITE_DONE) sql_->Note();
    return std::nullopt;
  }
  const auto body = statement.Column();
  if (!body) return std::nullopt;
  return nlohmann::json::parse(*body, nullptr, /*allow_exceptions=*/false);
}

std::vector<nlohmann::json> Documents::List(std::string_view collection, std::string_view prefix) {
  Statement statement(sql_->db, kList);
  statement.Text(1, collection).Text(2, prefix).Text(3, Concat(prefix, "\xff"));
  statement.Number(4, as_of_ms_);
  std::vector<nlohmann::json> documents;
  int step = statement.Step();
  for (; step == SQLITE_ROW; step = statement.Step()) {
    documents.push_back(nlohmann::json::parse(*statement.Column(), nullptr, false));
  }
  if (step != SQLITE_DONE) sql_->Note();
  return documents;
}

void Documents::Put(std::string_view collection, std::string_view key,
                    const nlohmann::json& document) {
  Write(collection, key, document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void Documents::Erase(std::string_view collection, std::string_view key) {
  Write(collection, key, std::nullopt);
}

void Documents::Write(std::string_view collection, std::string_view key,
                      const std::optional<std::string>& body) {
  Statement insert(sql_->db, kInsert);
  insert.Text(1, collection).Text(2, key).Number(3, now_ms_);
  if (body) insert.Text(4, *body);
  Statement forget(sql_->db, kForget);
  forget.Text(1, collection)
      .Text(2, key)
      .Number(3, now_ms_ - Milliseconds(absl::UnixEpoch() + kHistory));
  if (insert.Step() != SQLITE_DONE || forget.Step() != SQLITE_DONE) sql_->Note();
}

absl::Status Documents::Commit() {
  if (sql_->trouble.empty() && sql_->Exec("COMMIT")) return absl::OkStatus();
  const std::string trouble = sql_->trouble;
  Rollback();
  return Broken(trouble);
}

void Documents::Rollback() { sqlite3_exec(sql_->db, "ROLLBACK", nullptr, nullptr, nullptr); }

}  // namespace release::cloud

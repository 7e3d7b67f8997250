// What kind of statement a text is, as far as it decides how it may be run.
#ifndef RELEASE_TOOLS_MIGRATIONS_TEXT_STATEMENT_KIND_H_
#define RELEASE_TOOLS_MIGRATIONS_TEXT_STATEMENT_KIND_H_

#include <optional>
#include <string>
#include <string_view>

namespace release::migrations {

enum class StatementKind {
  kTransactional,       // runs inside the file's transaction
  kOutside,             // the server refuses it inside a transaction
  kTransactionControl,  // BEGIN, COMMIT, ROLLBACK, SAVEPOINT, ...
  kCopyClient,          // COPY ... FROM STDIN or TO STDOUT
  kMetaCommand,         // psql's \commands
  kOnlyComment,
};

// `statement` is one statement, without its `;`.
StatementKind KindOf(std::string_view statement);

// True for what takes data away: DROP TABLE, DROP COLUMN, TRUNCATE, DELETE, ... What a DO block or
// a function does is not seen.
bool IsDestructive(std::string_view statement);

// CREATE INDEX CONCURRENTLY or DROP INDEX CONCURRENTLY.
struct ConcurrentIndex {
  bool create = false;
  bool if_clause = false;  // IF NOT EXISTS, IF EXISTS: may be run again after a lost answer
  std::string index;       // as written, with quotes; may have a schema for DROP
  std::string table;       // of CREATE: as written, with its schema if it has one
};
std::optional<ConcurrentIndex> ConcurrentIndexOf(std::string_view statement);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_TEXT_STATEMENT_KIND_H_

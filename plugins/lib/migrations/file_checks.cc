#include "plugins/lib/migrations/file_checks.h"

#include <string>
#include <utility>

#include "plugins/lib/migrations/problem.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/migrations/text/splitter.h"
#include "tools/migrations/text/statement_kind.h"

namespace release::migrate {
namespace {

struct Refusal {
  const char* code;
  const char* what;
  const char* why;
  const char* fix;
};

void Refuse(const Migration& migration, size_t offset, size_t length, const Refusal& refusal,
            std::vector<v1::Diagnosis>& problems) {
  v1::Diagnosis problem = FileProblem(migration.path, Concat("MIGRATE-FILE-", refusal.code),
                                      refusal.what, refusal.why, refusal.fix);
  SetPlace(problem, migration.text, offset, length);
  problems.push_back(std::move(problem));
}

constexpr Refusal kTransactionControl = {
    "TRANSACTION-CONTROL", "a migration may not control transactions",
    "the file and its row in the history are one transaction; a COMMIT or ROLLBACK of its own "
    "would lose work while the history says it was done",
    "remove the statement; the whole file is applied or nothing of it"};
constexpr Refusal kCopy = {
    "COPY", "a migration may not copy data from or to its client",
    "there is no client that could send or read the data",
    "write the rows as INSERT ... VALUES, or load them outside of migrations"};
constexpr Refusal kMeta = {"META-COMMAND", "a migration may not hold commands of psql",
                           "a backslash outside of quotes is none of the server's language",
                           "write the statement in SQL"};
constexpr Refusal kNotAlone = {
    "NOT-ALONE", "this statement must be alone in its file",
    "the server does not run it inside a transaction, so it cannot be rolled back together with "
    "the file's other statements",
    "move it into a migration file of its own"};
constexpr Refusal kNotRerunnable = {
    "NOT-RERUNNABLE", "this statement fails when it has to be run again",
    "it runs outside of a transaction, so a lost connection may leave it done but not recorded",
    "write CREATE INDEX CONCURRENTLY IF NOT EXISTS name, or DROP INDEX CONCURRENTLY IF EXISTS"};
constexpr Refusal kUnterminated = {"UNTERMINATED", "a quote or comment that starts here has no end",
                                   "everything behind it would be part of it", "close it"};
constexpr Refusal kNul = {"ENCODING", "the file holds a NUL byte",
                          "PostgreSQL's protocol ends a text at a NUL",
                          "save the file as UTF-8 text"};
constexpr Refusal kNoUtf8 = {"ENCODING", "the file is not UTF-8 text",
                             "the session's encoding is UTF-8", "save the file as UTF-8 text"};

bool CannotRunAgain(const std::string& statement) {
  const std::optional<migrations::ConcurrentIndex> index = migrations::ConcurrentIndexOf(statement);
  return index && (!index->if_clause || index->index.empty());
}

}  // namespace

void CheckFile(const Migration& migration, std::vector<v1::Diagnosis>& problems) {
  if (const size_t nul = migration.text.find('\0'); nul != std::string::npos) {
    Refuse(migration, nul, 1, kNul, problems);
    return;
  }
  if (!IsUtf8(migration.text)) {
    Refuse(migration, 0, 1, kNoUtf8, problems);
    return;
  }
  if (const auto open = migrations::Split(migration.text).unterminated) {
    Refuse(migration, *open, 1, kUnterminated, problems);
    return;
  }
  for (const Statement& statement : migration.statements) {
    const auto refuse = [&](const Refusal& refusal) {
      const size_t end = statement.offset + statement.text.size();
      Refuse(migration, statement.code_offset, end - statement.code_offset, refusal, problems);
    };
    switch (migrations::KindOf(statement.text)) {
      case migrations::StatementKind::kTransactionControl:
        refuse(kTransactionControl);
        break;
      case migrations::StatementKind::kCopyClient:
        refuse(kCopy);
        break;
      case migrations::StatementKind::kMetaCommand:
        refuse(kMeta);
        break;
      case migrations::StatementKind::kOutside:
        if (migration.executable() > 1) refuse(kNotAlone);
        if (CannotRunAgain(statement.text)) refuse(kNotRerunnable);
        break;
      case migrations::StatementKind::kTransactional:
      case migrations::StatementKind::kOnlyComment:
        break;
    }
  }
}

}  // namespace release::migrate

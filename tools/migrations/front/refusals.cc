#include "tools/migrations/front/refusals.h"

#include "tools/base/printable.h"
#include "tools/migrations/text/sql_lexer.h"

namespace release::migrations {

ProblemText TextOf(Refusal refusal) {
  switch (refusal) {
    case Refusal::kUnterminated:
      return {"MIGRATION-UNTERMINATED", "a quote or comment that starts here has no end",
              "everything behind it would be part of it", "close it"};
    case Refusal::kNul:
      return {"MIGRATION-NUL", "the file holds a NUL byte",
              "PostgreSQL's protocol ends a text at a NUL", "save the file as UTF-8 text"};
    case Refusal::kNoUtf8:
      return {"MIGRATION-ENCODING", "the file is not UTF-8 text", "the session's encoding is UTF-8",
              "save the file as UTF-8 text"};
    case Refusal::kTransactionControl:
      return {"MIGRATION-TRANSACTION-CONTROL", "a migration may not control transactions",
              "the file and its row in the history are one transaction; a COMMIT or ROLLBACK of "
              "its own would lose work while the history says it was done",
              "remove the statement; the whole file is applied or nothing of it"};
    case Refusal::kCopy:
      return {"MIGRATION-COPY-CLIENT", "a migration may not copy data from or to its client",
              "there is no client that could send or read the data",
              "write the rows as INSERT ... VALUES, or load them outside of migrations"};
    case Refusal::kMeta:
      return {"MIGRATION-META-COMMAND", "a migration may not hold commands of psql",
              "a backslash outside of quotes is none of the server's language",
              "write the statement in SQL"};
    case Refusal::kNotAlone:
      return {"MIGRATION-NOT-ALONE", "this statement must be alone in its file",
              "the server does not run it inside a transaction, so it cannot be rolled back "
              "together with the file's other statements",
              "move it into a migration file of its own"};
    case Refusal::kNotRerunnable:
      return {"MIGRATION-NOT-RERUNNABLE", "this statement fails when it has to be run again",
              "it runs outside of a transaction, so a lost connection may leave it done but not "
              "recorded",
              "write CREATE INDEX CONCURRENTLY IF NOT EXISTS name, or DROP INDEX CONCURRENTLY IF "
              "EXISTS"};
  }
  return {};
}

std::optional<size_t> FirstBadUtf8(std::string_view text) {
  if (IsUtf8(text)) return std::nullopt;
  // The longest good beginning that ends between characters.
  size_t good = 0;
  while (good < text.size()) {
    size_t end = good + 1;
    while (end < text.size() && end < good + 4 &&
           (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
      ++end;
    }
    if (!IsUtf8(text.substr(good, end - good))) break;
    good = end;
  }
  return good;
}

bool IsWordAt(std::string_view text, std::string_view upper) {
  const std::optional<Token> first = SqlLexer(text).Next();
  return first && first->IsWord(upper);
}

}  // namespace release::migrations

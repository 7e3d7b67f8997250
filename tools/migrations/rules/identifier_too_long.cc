#include <optional>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"
#include "tools/migrations/text/sql_lexer.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  SqlLexer lexer(context.text);
  while (const std::optional<Token> token = lexer.Next()) {
    const bool quoted = token->kind == TokenKind::kQuotedName;
    if (!quoted && token->kind != TokenKind::kWord) continue;
    const size_t size = token->text.size() - (quoted ? 2 : 0);
    if (size > 63) {
      context.Report({},
                     Concat("the name ", token->text, " has ", size, " bytes, and 63 are kept"));
    }
  }
}

}  // namespace

extern const Rule kIdentifierTooLong = {
    .code = "MIGRATION-IDENTIFIER-TOO-LONG",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kRefused,
    .squawk = "identifier-too-long",
    .why = "PostgreSQL cuts names at 63 bytes, so the object gets another name than the code uses",
    .fix = "choose a name of at most 63 bytes",
    .check = Check,
};

}  // namespace release::migrations

#include "tools/migrations/front/newer_syntax.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "tools/migrations/text/sql_lexer.h"

namespace release::migrations {
namespace {

// Upper-case keywords or symbols; an empty one stands for anything.
struct Row {
  NewerSyntax syntax;
  std::string_view first;     // the statement's first word
  std::string_view earlier;   // somewhere before the failure
  std::string_view previous;  // right before the failure
  std::string_view failed;    // what the parser fails on
};

constexpr std::string_view kEnd = "END OF STATEMENT";
constexpr std::string_view kNumber = "A NUMBER";

constexpr Row kRows[] = {
    {{"IS JSON", 16}, "", "", "IS", "JSON"},
    {{"IS NOT JSON", 16}, "", "IS", "NOT", "JSON"},
    {{"JSON_ARRAY", 16}, "", "JSON_ARRAY", "", "NULL"},
    {{"JSON_ARRAY", 16}, "", "JSON_ARRAY", "", "ABSENT"},
    {{"JSON_ARRAY", 16}, "", "JSON_ARRAY", "", "RETURNING"},
    {{"JSON_ARRAYAGG", 16}, "", "JSON_ARRAYAGG", "", "NULL"},
    {{"JSON_ARRAYAGG", 16}, "", "JSON_ARRAYAGG", "", "ABSENT"},
    {{"JSON_ARRAYAGG", 16}, "", "JSON_ARRAYAGG", "", "RETURNING"},
    {{"JSON_OBJECT with `key : value`", 16}, "", "JSON_OBJECT", "", ":"},
    {{"JSON_OBJECT with `VALUE`", 16}, "", "JSON_OBJECT", "", "VALUE"},
    {{"JSON_OBJECT", 16}, "", "JSON_OBJECT", "", "RETURNING"},
    {{"JSON_OBJECTAGG", 16}, "", "JSON_OBJECTAGG", "", ":"},
    {{"JSON_OBJECTAGG", 16}, "", "JSON_OBJECTAGG", "", "VALUE"},
    {{"XMLSERIALIZE ... INDENT", 16}, "", "XMLSERIALIZE", "", "INDENT"},
    {{"a column's STORAGE in CREATE TABLE", 16}, "CREATE", "TABLE", "", "STORAGE"},
    {{"GRANT ... WITH INHERIT", 16}, "GRANT", "", "WITH", "INHERIT"},
    {{"GRANT ... WITH SET", 16}, "GRANT", "", "WITH", "SET"},
    {{"GRANT ... WITH ADMIN TRUE", 16}, "GRANT", "", "ADMIN", "TRUE"},
    {{"GRANT ... WITH ADMIN FALSE", 16}, "GRANT", "", "ADMIN", "FALSE"},
    {{"CREATE STATISTICS without a name", 16}, "CREATE", "", "STATISTICS", "ON"},
    {{"CREATE STATISTICS without a name", 16}, "CREATE", "", "STATISTICS", "("},
    {{"REINDEX without a name", 16}, "REINDEX", "", "DATABASE", kEnd},
    {{"REINDEX without a name", 16}, "REINDEX", "", "SYSTEM", kEnd},
    {{"a number as 0xFF or 1_000", 16}, "", "", "", kNumber},
    {{"MERGE ... RETURNING", 17}, "MERGE", "THEN", "", "RETURNING"},
    {{"MERGE ... RETURNING", 17}, "WITH", "MERGE", "", "RETURNING"},
    {{"MERGE ... NOT MATCHED BY", 17}, "", "MERGE", "MATCHED", "BY"},
    {{"JSON_TABLE", 17}, "", "JSON_TABLE", "", "COLUMNS"},
    {{"JSON_TABLE", 17}, "", "JSON_TABLE", "", "PASSING"},
    {{"JSON_QUERY", 17}, "", "JSON_QUERY", "", "RETURNING"},
    {{"JSON_QUERY", 17}, "", "JSON_QUERY", "", "PASSING"},
    {{"JSON_QUERY", 17}, "", "JSON_QUERY", "", "WITH"},
    {{"JSON_VALUE", 17}, "", "JSON_VALUE", "", "RETURNING"},
    {{"JSON_VALUE", 17}, "", "JSON_VALUE", "", "PASSING"},
    {{"JSON_EXISTS", 17}, "", "JSON_EXISTS", "", "PASSING"},
    {{"JSON_SERIALIZE", 17}, "", "JSON_SERIALIZE", "", "RETURNING"},
    {{"JSON(... WITH UNIQUE KEYS)", 17}, "", "JSON", "", "WITH"},
    {{"AT LOCAL", 17}, "", "", "AT", "LOCAL"},
    {{"ALTER COLUMN ... SET EXPRESSION", 17}, "ALTER", "COLUMN", "SET", "EXPRESSION"},
    {{"SET ACCESS METHOD DEFAULT", 17}, "ALTER", "ACCESS", "METHOD", "DEFAULT"},
    {{"a virtual generated column", 18}, "", "GENERATED", ")", "VIRTUAL"},
    {{"WITHOUT OVERLAPS", 18}, "", "KEY", "", "WITHOUT"},
    {{"WITHOUT OVERLAPS", 18}, "", "UNIQUE", "", "WITHOUT"},
    {{"a foreign key with PERIOD", 18}, "", "FOREIGN", "PERIOD", ""},
    {{"NOT ENFORCED", 18}, "", "", "NOT", "ENFORCED"},
    {{"ENFORCED", 18}, "", "CONSTRAINT", "", "ENFORCED"},
    {{"ALTER CONSTRAINT ... INHERIT", 18}, "ALTER", "CONSTRAINT", "", "INHERIT"},
    {{"RETURNING WITH (OLD AS ...)", 18}, "", "", "RETURNING", "WITH"},
};

// 0x1F, 0o17, 0b11, 1_000.
bool IsNewerNumber(const Token& token) {
  if (token.kind != TokenKind::kNumber || token.text.size() < 3) return false;
  const char second = static_cast<char>(std::tolower(static_cast<unsigned char>(token.text[1])));
  if (token.text[0] == '0' && (second == 'x' || second == 'o' || second == 'b')) return true;
  return token.text.find('_') != std::string_view::npos && token.text.back() != '_';
}

class FailedStatement {
 public:
  FailedStatement(std::string_view statement, size_t error_offset) {
    SqlLexer lexer(statement);
    while (const std::optional<Token> token = lexer.Next()) {
      if (token->kind == TokenKind::kComment) continue;
      if (token->offset < error_offset) ++failed_;
      tokens_.push_back(*token);
    }
  }

  bool Fits(const Row& row) const {
    return Fits(0, row.first) && FitsEarlier(row.earlier) && FitsFailed(row.failed) &&
           (row.previous.empty() || (failed_ > 0 && Fits(failed_ - 1, row.previous)));
  }

 private:
  bool Fits(size_t i, std::string_view word) const {
    if (word.empty()) return true;
    if (i >= tokens_.size()) return false;
    const bool keyword = std::isalpha(static_cast<unsigned char>(word[0])) != 0;
    return keyword ? tokens_[i].IsWord(word) : tokens_[i].IsSymbol(word[0]);
  }
  bool FitsEarlier(std::string_view word) const {
    if (word.empty()) return true;
    for (size_t i = 0; i < failed_; ++i) {
      if (Fits(i, word)) return true;
    }
    return false;
  }
  bool FitsFailed(std::string_view word) const {
    if (word == kEnd) return failed_ >= tokens_.size();
    if (word == kNumber) return failed_ < tokens_.size() && IsNewerNumber(tokens_[failed_]);
    return Fits(failed_, word);
  }

  std::vector<Token> tokens_;
  size_t failed_ = 0;  // the token on which the parser failed
};

}  // namespace

std::optional<NewerSyntax> ExplainByNewerSyntax(std::string_view statement,
                                                const SyntaxError& error) {
  // Told with words of its own, and on the parenthesis that is not at fault.
  if (error.message.find("in FROM must have an alias") != std::string::npos) {
    return NewerSyntax{"a subquery in FROM without an alias", 16};
  }
  const FailedStatement failed(statement, error.offset);
  for (const Row& row : kRows) {
    if (failed.Fits(row)) return row.syntax;
  }
  return std::nullopt;
}

}  // namespace release::migrations

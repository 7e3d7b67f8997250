#include "tools/migrations/rules/blocks.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "tools/migrations/text/sql_lexer.h"

namespace release::migrations {
namespace {

std::string_view BodyOf(Node do_statement) {
  for (Node option : do_statement["args"]) {
    if (option["defname"].text() != "as") continue;
    // DO takes one string; CREATE FUNCTION would take a list of them.
    const Node body = option["arg"];
    return body["sval"].text();
  }
  return "";
}

std::vector<Token> TokensOf(std::string_view body) {
  std::vector<Token> tokens;
  SqlLexer lexer(body);
  while (const std::optional<Token> token = lexer.Next()) {
    if (token->kind != TokenKind::kComment) tokens.push_back(*token);
  }
  return tokens;
}

bool IsOneOf(const Token& token, const auto& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return token.IsWord(word); });
}

constexpr std::array<std::string_view, 20> kSqlWords = {
    "ALTER",   "CALL",   "CLUSTER", "COMMENT",  "COPY",   "CREATE",   "DELETE",
    "DROP",    "GRANT",  "INSERT",  "LOCK",     "MERGE",  "REASSIGN", "REFRESH",
    "REINDEX", "REVOKE", "SET",     "TRUNCATE", "UPDATE", "VACUUM"};
constexpr std::array<std::string_view, 5> kOpeners = {"BEGIN", "THEN", "ELSE", "LOOP", "DO"};

// A statement of the block may begin at token `i`.
bool BeginsStatement(const std::vector<Token>& tokens, size_t i) {
  return i == 0 || tokens[i - 1].IsSymbol(';') || IsOneOf(tokens[i - 1], kOpeners);
}

// The string that follows EXECUTE at token `i`, when nothing is joined to it.
std::optional<std::string> LiteralBehind(const std::vector<Token>& tokens, size_t i) {
  if (i + 1 >= tokens.size() || tokens[i + 1].kind != TokenKind::kString) return std::nullopt;
  const bool alone = i + 2 == tokens.size() || tokens[i + 2].IsSymbol(';');
  const std::string_view text = tokens[i + 1].text;
  if (!alone || text.size() < 2) return std::nullopt;
  if (text[0] == '\'') {
    std::string value;
    for (size_t at = 1; at + 1 < text.size(); ++at) {
      value += text[at];
      if (text[at] == '\'') ++at;  // two quotes are one
    }
    return value;
  }
  if (text[0] != '$') return std::nullopt;
  const size_t tag = text.find('$', 1) + 1;
  if (text.size() < 2 * tag) return std::nullopt;
  return std::string(text.substr(tag, text.size() - 2 * tag));
}

}  // namespace

std::vector<std::string> StatementsInBlock(Node do_statement) {
  const std::string_view body = BodyOf(do_statement);
  const std::vector<Token> tokens = TokensOf(body);
  std::vector<std::string> statements;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (!BeginsStatement(tokens, i) || !IsOneOf(tokens[i], kSqlWords)) continue;
    size_t end = i;
    while (end < tokens.size() && !tokens[end].IsSymbol(';')) ++end;
    const size_t stop = end < tokens.size() ? tokens[end].offset : body.size();
    statements.emplace_back(body.substr(tokens[i].offset, stop - tokens[i].offset));
    i = end;
  }
  for (const DynamicSql& dynamic : DynamicSqlIn(do_statement)) {
    if (dynamic.literal) statements.push_back(*dynamic.literal);
  }
  return statements;
}

std::vector<DynamicSql> DynamicSqlIn(Node do_statement) {
  const std::vector<Token> tokens = TokensOf(BodyOf(do_statement));
  std::vector<DynamicSql> found;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens[i].IsWord("EXECUTE")) continue;
    // GRANT EXECUTE ON, EXECUTE FUNCTION of a trigger.
    const bool grant = i > 0 && (tokens[i - 1].IsWord("GRANT") || tokens[i - 1].IsWord("REVOKE"));
    const bool trigger = i + 1 < tokens.size() &&
                         (tokens[i + 1].IsWord("FUNCTION") || tokens[i + 1].IsWord("PROCEDURE"));
    if (!grant && !trigger) found.push_back({LiteralBehind(tokens, i)});
  }
  return found;
}

}  // namespace release::migrations

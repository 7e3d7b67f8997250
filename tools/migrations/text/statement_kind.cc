#include "tools/migrations/text/statement_kind.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "tools/migrations/text/sql_lexer.h"

namespace release::migrations {
namespace {

// The tokens of a statement without its comments.
class Words {
 public:
  explicit Words(std::string_view statement) {
    SqlLexer lexer(statement);
    while (const std::optional<Token> token = lexer.Next()) {
      if (token->kind != TokenKind::kComment) tokens_.push_back(*token);
    }
  }

  bool empty() const { return tokens_.empty(); }
  size_t size() const { return tokens_.size(); }
  const Token& at(size_t i) const { return tokens_[i]; }
  bool Is(size_t i, std::string_view upper) const {
    return i < tokens_.size() && tokens_[i].IsWord(upper);
  }
  // The statement starts with these keywords.
  bool Starts(std::initializer_list<std::string_view> keywords) const {
    size_t i = 0;
    return std::all_of(keywords.begin(), keywords.end(),
                       [&](std::string_view keyword) { return Is(i++, keyword); });
  }
  bool Has(std::string_view upper) const {
    return std::any_of(tokens_.begin(), tokens_.end(),
                       [&](const Token& token) { return token.IsWord(upper); });
  }
  bool HasSymbol(char c) const {
    return std::any_of(tokens_.begin(), tokens_.end(),
                       [&](const Token& token) { return token.IsSymbol(c); });
  }

 private:
  std::vector<Token> tokens_;
};

bool ControlsTransactions(const Words& words) {
  for (std::string_view keyword :
       {"BEGIN", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE"}) {
    if (words.Is(0, keyword)) return true;
  }
  return words.Starts({"START", "TRANSACTION"}) || words.Starts({"PREPARE", "TRANSACTION"});
}

bool RunsOutside(const Words& words) {
  const bool concurrent_index = words.Starts({"CREATE", "INDEX", "CONCURRENTLY"}) ||
                                words.Starts({"CREATE", "UNIQUE", "INDEX", "CONCURRENTLY"}) ||
                                words.Starts({"DROP", "INDEX", "CONCURRENTLY"});
  const bool whole_reindex =
      words.Is(0, "REINDEX") && (words.Has("CONCURRENTLY") || words.Has("DATABASE") ||
                                 words.Has("SCHEMA") || words.Has("SYSTEM"));
  const bool detach = words.Starts({"ALTER", "TABLE"}) && words.Has("DETACH") &&
                      words.Has("PARTITION") && words.Has("CONCURRENTLY");
  const bool database = words.Starts({"CREATE", "DATABASE"}) ||
                        words.Starts({"DROP", "DATABASE"}) ||
                        (words.Starts({"ALTER", "DATABASE"}) && words.Has("TABLESPACE"));
  const bool cluster_wide =
      words.Starts({"CREATE", "TABLESPACE"}) || words.Starts({"DROP", "TABLESPACE"}) ||
      words.Starts({"CREATE", "SUBSCRIPTION"}) || words.Starts({"DROP", "SUBSCRIPTION"}) ||
      words.Starts({"ALTER", "SYSTEM"});
  return concurrent_index || whole_reindex || detach || database || cluster_wide ||
         words.Is(0, "VACUUM") || words.Is(0, "CLUSTER");
}

bool CopiesToClient(const Words& words) {
  if (!words.Is(0, "COPY")) return false;
  for (size_t i = 1; i + 1 < words.size(); ++i) {
    if ((words.Is(i, "FROM") && words.Is(i + 1, "STDIN")) ||
        (words.Is(i, "TO") && words.Is(i + 1, "STDOUT"))) {
      return true;
    }
  }
  return false;
}

// Reads `name` or `schema.name` at `i` and moves `i` behind it.
std::string TakeName(const Words& words, size_t& i) {
  std::string name;
  while (i < words.size()) {
    const Token& token = words.at(i);
    if (token.kind != TokenKind::kWord && token.kind != TokenKind::kQuotedName) break;
    name += token.text;
    ++i;
    if (i >= words.size() || !words.at(i).IsSymbol('.')) break;
    name += '.';
    ++i;
  }
  return name;
}

}  // namespace

StatementKind KindOf(std::string_view statement) {
  const Words words(statement);
  if (words.empty()) return StatementKind::kOnlyComment;
  if (words.HasSymbol('\\')) return StatementKind::kMetaCommand;
  if (ControlsTransactions(words)) return StatementKind::kTransactionControl;
  if (CopiesToClient(words)) return StatementKind::kCopyClient;
  return RunsOutside(words) ? StatementKind::kOutside : StatementKind::kTransactional;
}

bool IsDestructive(std::string_view statement) {
  const Words words(statement);
  if (words.Is(0, "TRUNCATE") || words.Is(0, "DELETE")) return true;
  if (words.Is(0, "DROP")) {
    for (std::string_view holder :
         {"TABLE", "SCHEMA", "DATABASE", "SEQUENCE", "TYPE", "OWNED", "MATERIALIZED", "FOREIGN"}) {
      if (words.Is(1, holder)) return true;
    }
  }
  if (!words.Is(0, "ALTER")) return false;
  for (size_t i = 2; i + 1 < words.size(); ++i) {
    const bool keeps_data = words.Is(i + 1, "CONSTRAINT") || words.Is(i + 1, "DEFAULT") ||
                            words.Is(i + 1, "NOT") || words.Is(i + 1, "EXPRESSION") ||
                            words.Is(i + 1, "IDENTITY");
    if (words.Is(1, "TABLE") && words.Is(i, "DROP") && !keeps_data) return true;
  }
  return false;
}

std::optional<ConcurrentIndex> ConcurrentIndexOf(std::string_view statement) {
  const Words words(statement);
  ConcurrentIndex index;
  size_t i = 0;
  if (words.Starts({"DROP", "INDEX", "CONCURRENTLY"})) {
    i = 3;
  } else if (words.Starts({"CREATE", "INDEX", "CONCURRENTLY"}) ||
             words.Starts({"CREATE", "UNIQUE", "INDEX", "CONCURRENTLY"})) {
    index.create = true;
    i = words.Is(1, "UNIQUE") ? 4 : 3;
  } else {
    return std::nullopt;
  }
  if (words.Is(i, "IF")) {
    index.if_clause = true;
    i += index.create ? 3 : 2;
  }
  if (!index.create || !words.Is(i, "ON")) index.index = TakeName(words, i);
  if (index.create && words.Is(i, "ON")) {
    i += words.Is(i + 1, "ONLY") ? 2 : 1;
    index.table = TakeName(words, i);
  }
  return index;
}

}  // namespace release::migrations

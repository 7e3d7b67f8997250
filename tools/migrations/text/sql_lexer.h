// SQL text to tokens, as PostgreSQL's scanner sees them.
#ifndef RELEASE_TOOLS_MIGRATIONS_TEXT_SQL_LEXER_H_
#define RELEASE_TOOLS_MIGRATIONS_TEXT_SQL_LEXER_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace release::migrations {

enum class TokenKind {
  kWord,        // an unquoted identifier or keyword
  kQuotedName,  // "..."
  kString,      // '...', E'...', $tag$...$tag$
  kNumber,      // also $1
  kSymbol,      // one byte of anything else: ( ) ; , . - \ ...
  kComment,     // -- to the end of the line, or /* */, which nests
};

struct Token {
  TokenKind kind;
  size_t offset;          // of its first byte
  std::string_view text;  // its bytes, with quotes

  bool IsSymbol(char c) const { return kind == TokenKind::kSymbol && text[0] == c; }
  // `upper` is an upper-case keyword; quoted names are no keywords.
  bool IsWord(std::string_view upper) const;
};

// Reads tokens one after another. Knows lexical structure only, so SQL that is newer than this code
// is read well. Backslashes in plain strings are ordinary (standard_conforming_strings, the
// default).
class SqlLexer {
 public:
  // `sql` outlives the lexer and its tokens.
  explicit SqlLexer(std::string_view sql) : sql_(sql) {}

  // The next token; absent at the end of the text.
  std::optional<Token> Next();

  // Goes on at `offset`, which must not lie before the end of the last token.
  void MoveTo(size_t offset) { position_ = offset; }

  // Offset of a quote or comment that never ends. It was returned as a token up to the end of the
  // text.
  std::optional<size_t> unterminated() const { return unterminated_; }

 private:
  char At(size_t offset) const { return offset < sql_.size() ? sql_[offset] : '\0'; }
  size_t EndOfWord(size_t offset) const;
  size_t EndOfLineComment(size_t offset) const;
  size_t EndOfBlockComment(size_t offset);
  size_t EndOfQuoted(size_t offset, char quote, bool backslashes);
  size_t EndOfEscapeString(size_t offset);
  std::optional<size_t> EndOfDollarString(size_t offset);
  Token Take(TokenKind kind, size_t end);

  const std::string_view sql_;
  size_t position_ = 0;
  std::optional<size_t> unterminated_;
};

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_TEXT_SQL_LEXER_H_

#include "tools/migrations/text/sql_lexer.h"

#include <algorithm>
#include <cctype>

namespace release::migrations {
namespace {

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool StartsWord(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool ContinuesWord(char c) { return StartsWord(c) || IsDigit(c) || c == '$'; }

}  // namespace

bool Token::IsWord(std::string_view upper) const {
  return kind == TokenKind::kWord && text.size() == upper.size() &&
         std::equal(text.begin(), text.end(), upper.begin(), [](char a, char b) {
           return std::toupper(static_cast<unsigned char>(a)) == b;
         });
}

Token SqlLexer::Take(TokenKind kind, size_t end) {
  const Token token = {kind, position_, sql_.substr(position_, end - position_)};
  position_ = end;
  return token;
}

size_t SqlLexer::EndOfWord(size_t offset) const {
  while (offset < sql_.size() && ContinuesWord(sql_[offset])) ++offset;
  return offset;
}

size_t SqlLexer::EndOfLineComment(size_t offset) const {
  return std::min(sql_.find_first_of("\r\n", offset), sql_.size());
}

size_t SqlLexer::EndOfBlockComment(size_t offset) {
  const size_t start = offset;
  int depth = 0;
  while (offset < sql_.size()) {
    if (At(offset) == '/' && At(offset + 1) == '*') {
      ++depth;
      offset += 2;
    } else if (At(offset) == '*' && At(offset + 1) == '/') {
      offset += 2;
      if (--depth == 0) return offset;
    } else {
      ++offset;
    }
  }
  unterminated_ = start;
  return sql_.size();
}

size_t SqlLexer::EndOfQuoted(size_t offset, char quote, bool backslashes) {
  const size_t start = offset++;
  while (offset < sql_.size()) {
    if (backslashes && sql_[offset] == '\\') {
      offset += 2;
    } else if (sql_[offset] == quote && At(offset + 1) == quote) {
      offset += 2;
    } else if (sql_[offset] == quote) {
      return offset + 1;
    } else {
      ++offset;
    }
  }
  unterminated_ = start;
  return sql_.size();
}

// A string goes on behind white space with a line end: E'a' and, on the next line, 'b\'c' are one
// string, and its backslashes count in every part.
size_t SqlLexer::EndOfEscapeString(size_t offset) {
  size_t end = EndOfQuoted(offset, '\'', true);
  while (!unterminated_) {
    size_t next = end;
    bool new_line = false;
    while (IsSpace(At(next))) {
      new_line = new_line || At(next) == '\n' || At(next) == '\r';
      ++next;
    }
    if (!new_line || At(next) != '\'') break;
    end = EndOfQuoted(next, '\'', true);
  }
  return end;
}

// Absent when this `$` does not open a dollar quote.
std::optional<size_t> SqlLexer::EndOfDollarString(size_t offset) {
  size_t tag_end = offset + 1;
  if (StartsWord(At(tag_end))) {
    while (ContinuesWord(At(tag_end)) && At(tag_end) != '$') ++tag_end;
  }
  if (At(tag_end) != '$') return std::nullopt;
  const std::string_view tag = sql_.substr(offset, tag_end + 1 - offset);
  const size_t close = sql_.find(tag, tag_end + 1);
  if (close != std::string_view::npos) return close + tag.size();
  unterminated_ = offset;
  return sql_.size();
}

std::optional<Token> SqlLexer::Next() {
  while (position_ < sql_.size() && IsSpace(sql_[position_])) ++position_;
  if (position_ >= sql_.size()) return std::nullopt;
  const char first = sql_[position_];
  const char second = At(position_ + 1);
  if (first == '-' && second == '-') return Take(TokenKind::kComment, EndOfLineComment(position_));
  if (first == '/' && second == '*') return Take(TokenKind::kComment, EndOfBlockComment(position_));
  if ((first == 'E' || first == 'e') && second == '\'') {
    return Take(TokenKind::kString, EndOfEscapeString(position_ + 1));
  }
  if (first == '\'') return Take(TokenKind::kString, EndOfQuoted(position_, '\'', false));
  if (first == '"') return Take(TokenKind::kQuotedName, EndOfQuoted(position_, '"', false));
  if (StartsWord(first)) return Take(TokenKind::kWord, EndOfWord(position_));
  if (first == '$') {
    if (IsDigit(second)) return Take(TokenKind::kNumber, EndOfWord(position_ + 1));
    if (const auto end = EndOfDollarString(position_)) return Take(TokenKind::kString, *end);
  }
  if (IsDigit(first)) {
    size_t end = position_;
    while (IsDigit(At(end)) || StartsWord(At(end)) || At(end) == '.') ++end;
    return Take(TokenKind::kNumber, end);
  }
  return Take(TokenKind::kSymbol, position_ + 1);
}

}  // namespace release::migrations

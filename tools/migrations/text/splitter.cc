#include "tools/migrations/text/splitter.h"

#include <algorithm>
#include <array>

#include "tools/migrations/text/sql_lexer.h"

namespace release::migrations {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Length of the white space character that `text` starts with, 0 when it starts with none. The CLI
// trims what JavaScript trims, which includes Unicode's spaces.
size_t LeadingSpace(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kWide = {
      "\xC2\xA0",     "\xEF\xBB\xBF", "\xE1\x9A\x80", "\xE2\x80\xA8",
      "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
  if (text.empty()) return 0;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  for (std::string_view wide : kWide) {
    if (text.starts_with(wide)) return wide.size();
  }
  const bool en_quad_to_hair_space = text.size() >= 3 && text.starts_with("\xE2\x80") &&
                                     static_cast<unsigned char>(text[2]) >= 0x80 &&
                                     static_cast<unsigned char>(text[2]) <= 0x8A;
  return en_quad_to_hair_space ? 3 : 0;
}

size_t TrailingSpace(std::string_view text) {
  for (size_t size : {1, 2, 3}) {
    if (text.size() >= size && LeadingSpace(text.substr(text.size() - size)) == size) return size;
  }
  return 0;
}

// Follows one statement to know whether a `;` ends it.
class Nesting {
 public:
  void Take(const Token& token) {
    if (token.kind == TokenKind::kComment) return;
    if (token.IsSymbol('(')) ++parentheses_;
    if (token.IsSymbol(')') && parentheses_ > 0) --parentheses_;
    if (token.kind == TokenKind::kWord && !is_label_) TakeKeyword(token);
    after_begin_ = token.IsWord("BEGIN");
    // A keyword behind AS or a dot is a plain name: `select 1 as end`.
    is_label_ = token.IsWord("AS") || token.IsSymbol('.');
    ++tokens_;
  }
  bool inside() const { return parentheses_ > 0 || atomic_depth_ > 0; }

 private:
  void TakeKeyword(const Token& token) {
    if (tokens_ == 0) creates_ = token.IsWord("CREATE");
    if (tokens_ <= 3 && (token.IsWord("FUNCTION") || token.IsWord("PROCEDURE"))) {
      routine_ = creates_;
    }
    if (atomic_depth_ > 0) {
      if (token.IsWord("CASE")) ++atomic_depth_;
      if (token.IsWord("END")) --atomic_depth_;
    } else if (routine_ && after_begin_ && token.IsWord("ATOMIC")) {
      atomic_depth_ = 1;
    }
  }

  int tokens_ = 0;
  int parentheses_ = 0;
  int atomic_depth_ = 0;
  bool creates_ = false;
  bool routine_ = false;
  bool after_begin_ = false;
  bool is_label_ = false;
};

}  // namespace

SplitFile Split(std::string_view sql) {
  const size_t start_of_text = sql.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  SqlLexer lexer(sql);
  SplitFile file;
  size_t start = start_of_text;
  Nesting nesting;
  std::optional<size_t> code_offset;

  const auto finish = [&](size_t end) {
    std::string_view text = sql.substr(start, end - start);
    size_t offset = start;
    for (size_t space = LeadingSpace(text); space > 0; space = LeadingSpace(text)) {
      text.remove_prefix(space);
      offset += space;
    }
    for (size_t space = TrailingSpace(text); space > 0; space = TrailingSpace(text)) {
      text.remove_suffix(space);
    }
    if (!text.empty()) {
      file.statements.push_back(
          {std::string(text), offset, code_offset.value_or(offset), !code_offset.has_value()});
    }
    start = std::min(end + 1, sql.size());
    nesting = Nesting();
    code_offset.reset();
  };

  // A no-break space is part of a word to PostgreSQL's scanner; in front of a statement it is cut
  // off.
  const auto skip_space = [&] {
    size_t offset = start;
    while (const size_t space = LeadingSpace(sql.substr(offset))) offset += space;
    lexer.MoveTo(offset);
  };

  skip_space();
  while (const std::optional<Token> token = lexer.Next()) {
    if (token->IsSymbol(';') && !nesting.inside()) {
      finish(token->offset);
      skip_space();
      continue;
    }
    nesting.Take(*token);
    const bool blank = LeadingSpace(token->text) == token->text.size();
    if (token->kind == TokenKind::kComment || blank || code_offset) continue;
    code_offset = token->offset;
  }
  finish(sql.size());
  file.unterminated = lexer.unterminated();
  return file;
}

TextPosition PositionOf(std::string_view text, size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const size_t last_end = before.rfind('\n');
  const size_t line_start = last_end == std::string_view::npos ? 0 : last_end + 1;
  std::string_view line = text.substr(line_start);
  line = line.substr(0, line.find_first_of("\r\n"));
  return {static_cast<size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          offset - line_start + 1, line};
}

}  // namespace release::migrations

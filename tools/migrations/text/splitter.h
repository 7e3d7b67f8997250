// A migration file to its statements, cut where the Supabase CLI cuts them.
#ifndef RELEASE_TOOLS_MIGRATIONS_TEXT_SPLITTER_H_
#define RELEASE_TOOLS_MIGRATIONS_TEXT_SPLITTER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace release::migrations {

struct Statement {
  std::string text;          // without the `;` and surrounding white space; with its comments
  size_t offset = 0;         // of its first byte in the file
  size_t code_offset = 0;    // of its first byte that belongs to no comment
  bool only_comment = true;  // nothing to execute
};

struct SplitFile {
  std::vector<Statement> statements;

  // Offset of a quote or comment that never ends.
  std::optional<size_t> unterminated;
};

// Splits at each `;` that is outside of quotes, comments, parentheses and BEGIN ATOMIC bodies. Text
// that is empty after trimming is dropped; a comment alone is a statement of its own. A byte order
// mark at the start is skipped. What `supabase db push` stores in schema_migrations.statements is
// exactly the texts of this list (tests/conformance proves it).
SplitFile Split(std::string_view sql);

// Line and column of a byte offset, both from 1, the column in bytes; and the line itself.
struct TextPosition {
  size_t line;
  size_t column;
  std::string_view line_text;
};
TextPosition PositionOf(std::string_view text, size_t offset);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_TEXT_SPLITTER_H_

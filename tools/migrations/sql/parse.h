// PostgreSQL's own parser (libpg_query, PostgreSQL 15). The only user of that library.
#ifndef RELEASE_TOOLS_MIGRATIONS_SQL_PARSE_H_
#define RELEASE_TOOLS_MIGRATIONS_SQL_PARSE_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "tools/migrations/sql/tree.h"

namespace release::migrations {

// A larger statement is parsed for its mistakes only and has no tree: its tree would be a hundred
// times as large. Data (INSERT ... VALUES) is what becomes that large.
inline constexpr size_t kLargestTree = 1 << 20;  // bytes

// The oldest server whose whole language is understood.
inline constexpr int kParserVersion = 15;

struct SyntaxError {
  std::string message;  // the parser's: syntax error at or near "x"
  size_t offset;        // byte in the statement
};

struct ParsedSql {
  // Absent after an error, for a statement above kLargestTree, and when the tree cannot be told
  // (a name that the parser cut inside a character).
  std::unique_ptr<Tree> tree;
  std::optional<SyntaxError> error;
};

// Parses `statement`, which holds no NUL byte and is UTF-8. Call on a thread with a large stack.
ParsedSql ParseSql(const std::string& statement);

// Runs `work` on a thread whose stack is large enough for the deepest tree that kLargestTree bytes
// can make (the parser's output recurses, at 130 bytes of stack a level), and waits for its end.
void OnLargeStack(const std::function<void()>& work);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_SQL_PARSE_H_

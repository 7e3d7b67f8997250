// Statements of PostgreSQL 16 and later, which the parser (15) takes for mistakes.
#ifndef RELEASE_TOOLS_MIGRATIONS_FRONT_NEWER_SYNTAX_H_
#define RELEASE_TOOLS_MIGRATIONS_FRONT_NEWER_SYNTAX_H_

#include <optional>
#include <string_view>

#include "tools/migrations/sql/parse.h"

namespace release::migrations {

struct NewerSyntax {
  std::string_view name;  // `MERGE ... RETURNING`
  int version;            // of PostgreSQL that brought it
};

// The newer syntax that explains why the parser failed in `statement`.
//
// A parser cannot know the future, so newer_syntax.cc lists what later versions brought: the word
// on which an older parser fails, what stands right before it, and words that must come earlier. A
// failure that no row explains is a mistake in the file.
std::optional<NewerSyntax> ExplainByNewerSyntax(std::string_view statement,
                                                const SyntaxError& error);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_FRONT_NEWER_SYNTAX_H_

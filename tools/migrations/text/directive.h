// What a migration file says to the release, in comments:
//
//   -- release: completes 20260105090000
//   -- release: allow MIGRATION-DROP-NOT-NULL: every reader takes null since release 4
//
// A directive speaks for its whole file.
#ifndef RELEASE_TOOLS_MIGRATIONS_TEXT_DIRECTIVE_H_
#define RELEASE_TOOLS_MIGRATIONS_TEXT_DIRECTIVE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace release::migrations {

struct Directive {
  enum class Kind { kCompletes, kAllow };
  Kind kind = Kind::kCompletes;
  std::string argument;  // of completes: a version; of allow: a code
  std::string reason;    // of allow: never empty
  size_t offset = 0;     // of the comment in the file
  size_t length = 0;
};

struct DirectiveProblem {
  std::string what;
  std::string why;
  std::string fix;
  size_t offset;  // byte in the file
  size_t length;
};

struct Directives {
  std::vector<Directive> list;
  std::vector<DirectiveProblem>
      problems;  // comments that begin with `release:` and say nothing known
};

// The directives among the file's comments, `--` to the end of the line. Inside of strings and
// block comments there are none.
Directives ReadDirectives(std::string_view sql);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_TEXT_DIRECTIVE_H_

// Variables, quotes and escapes in a word of a Dockerfile, as BuildKit's shell lexer has them.
//
// It looks like a shell's but is not one: `$x`, `${x}`, the operators - + ? (each also after a
// colon), # ## % %%, / and //, with nested expansions in their words; single and double quotes; an
// escape character. Names are ASCII letters, digits and `_`, `$1` is a name of digits, and `$$`,
// `$@` and their like are names of one character that nobody sets.
//
// Faithful to BuildKit also where that surprises: a quoted empty text makes no word of its own, and
// in `${x/a/b}` the slash of the pattern is found before quotes end. One difference: `$` in the
// replacement is itself.
//
// Thread-safe: a Lexer is constant.
#ifndef RELEASE_TOOLS_IMAGE_EXPAND_LEXER_H_
#define RELEASE_TOOLS_IMAGE_EXPAND_LEXER_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace release::image {

// Variables by name.
using Environment = std::map<std::string, std::string, std::less<>>;

struct LexerOptions {
  // The character of the `escape` directive: '\\' or '`'.
  char escape = '\\';
  // Quotes stay in the result.
  bool raw_quotes = false;
  // Escape characters stay in the result, outside the words of - + ?.
  bool raw_escapes = false;
  // Quotes are characters like others.
  bool skip_quotes = false;
  // An expansion of a variable that is not set stays as it was written.
  bool skip_unset = false;
};

struct Expansion {
  // The word with variables expanded, quotes and escapes removed.
  std::string text;
  // The same cut at white space that is neither quoted nor escaped, after expansion.
  std::vector<std::string> words;
  // The names that were asked for, and were set or not.
  std::set<std::string> set;
  std::set<std::string> unset;
};

class Lexer {
 public:
  explicit Lexer(LexerOptions options = {}) : options_(options) {}

  // Expands `word`. Errors are INVALID_ARGUMENT, with the column (from 1, in bytes) and `word` in
  // the diagnosis's place, whose file and line are the caller's to add: IMAGE-EXPAND-QUOTE and
  // IMAGE-EXPAND-BRACE (unterminated), IMAGE-EXPAND-SUBSTITUTION (what is in the braces),
  // IMAGE-EXPAND-PATTERN, IMAGE-EXPAND-REQUIRED (`${x:?}`), IMAGE-EXPAND-SIZE (nested more than
  // 100 deep, or a result over 16 MiB).
  absl::StatusOr<Expansion> Expand(std::string_view word, const Environment& environment) const;

  // Expand().text
  absl::StatusOr<std::string> ProcessWord(std::string_view word,
                                          const Environment& environment) const;
  // Expand().words
  absl::StatusOr<std::vector<std::string>> ProcessWords(std::string_view word,
                                                        const Environment& environment) const;

 private:
  LexerOptions options_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_EXPAND_LEXER_H_

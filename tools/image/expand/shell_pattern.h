// The patterns of `${x#p}`, `${x%p}` and `${x/p/r}`.
//
// `*` is any text and `?` any rune, neither over a newline. `\` makes `*`, `?` and `\` plain;
// before
// `}` and `/` it is dropped; before anything else it is an error, as it is to BuildKit. There are
// no character classes: `[` is itself.
//
// Matching takes time proportional to pattern times text, whatever the pattern.
#ifndef RELEASE_TOOLS_IMAGE_EXPAND_SHELL_PATTERN_H_
#define RELEASE_TOOLS_IMAGE_EXPAND_SHELL_PATTERN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace release::image {

class ShellPattern {
 public:
  // Absent when an escape is wrong; `*error` then says which, in BuildKit's words.
  static std::optional<ShellPattern> Parse(std::string_view pattern, std::string* error);

  // `text` without the shortest (or longest) beginning that matches; `text` when none does.
  std::string_view TrimPrefix(std::string_view text, bool longest) const;
  // The same at the end.
  std::string_view TrimSuffix(std::string_view text, bool longest) const;

  // `text` with the first match, or every match, replaced. A match is the leftmost, and there the
  // longest. `replacement` is taken as it is.
  std::string Replace(std::string_view text, std::string_view replacement, bool all) const;

 private:
  enum class Kind { kRune, kAny, kStar };
  struct Token {
    Kind kind;
    std::string rune;
  };

  // For each of `runes`, and for the end, where the match that starts there ends; size_t(-1) if
  // none. `at_end` asks for matches that end with the text.
  std::vector<size_t> Ends(const std::vector<std::string_view>& runes, bool longest,
                           bool at_end) const;

  std::vector<Token> tokens_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_EXPAND_SHELL_PATTERN_H_

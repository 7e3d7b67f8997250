// Patterns over paths, as Go's path.Match has them, and with `**` as .dockerignore does.
//
//   *       any text without a slash          [a-z] [^a-z]  one of these runes, or none of them
//   ?       one rune but a slash              \c            the rune c itself
//   **      with kGlobStar: any number of folders, none included; at the end, anything
//
// A match takes time proportional to pattern times path, whatever the pattern.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_PATH_PATTERN_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_PATH_PATTERN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace release::image {

class PathPattern {
 public:
  enum class Stars {
    kPlain,     // `**` is two stars, which match what one does: COPY sources
    kGlobStar,  // .dockerignore, --exclude, --parents
  };

  // Absent when a class or an escape is not finished, or a class is empty or unordered in form.
  static std::optional<PathPattern> Parse(std::string_view pattern, Stars stars);

  // Whether the whole of `path` matches.
  bool Matches(std::string_view path) const;

 private:
  enum class Kind {
    kRune,
    kAny,         // ?
    kStar,        // *
    kClass,       // [...]
    kFolders,     // `**` with what follows: nothing, or anything that ends in a slash
    kEverything,  // `**` at the end
  };
  struct Token {
    Kind kind;
    char32_t rune = 0;
    bool negated = false;
    std::vector<std::pair<char32_t, char32_t>> ranges = {};

    // Whether it takes the rune, for kinds that take exactly one.
    bool Takes(char32_t candidate) const;
  };

  // Reads the class whose `[` is at `at`, and leaves `at` behind its `]`.
  static bool ReadClass(std::string_view pattern, size_t& at, Token& token);
  static bool ReadClassRune(std::string_view pattern, size_t& at, char32_t& rune);
  static Token GlobStar(std::string_view pattern, size_t at, bool first);

  std::vector<Token> tokens_;
};

// True when `name` has `*`, `?` or `[` that no backslash escapes.
bool HasWildcards(std::string_view name);

// `name` without the backslashes that escape.
std::string Unescape(std::string_view name);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_PATH_PATTERN_H_

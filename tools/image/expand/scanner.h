// One pass over one word: what Lexer::Expand() does, with the state it needs.
#ifndef RELEASE_TOOLS_IMAGE_EXPAND_SCANNER_H_
#define RELEASE_TOOLS_IMAGE_EXPAND_SCANNER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/image/expand/lexer.h"

namespace release::image {

class Scanner {
 public:
  // The arguments must outlive the scanner.
  Scanner(std::string_view source, const Environment& environment, const LexerOptions& options)
      : source_(source),
        environment_(environment),
        options_(options),
        raw_escapes_(options.raw_escapes) {}

  // Errors as Lexer::Expand() has them. To be called once.
  absl::StatusOr<Expansion> Run();

 private:
  struct Part {
    std::string text;
    std::vector<std::string> words;
  };
  // An expansion in braces under way: `${` at `begin`, then `name`, then `modifier`.
  struct Brace {
    size_t begin;
    std::string name;
    std::string modifier;
  };

  bool AtEnd() const { return at_ == source_.size(); }
  // The rune at hand, empty at the end; Next() also steps over it.
  std::string_view Peek() const;
  std::string_view Next();

  // Reads to the end, or to `stop` and over it. An unterminated one is the caller's to explain, by
  // `*unterminated`.
  absl::StatusOr<Part> ReadTo(std::optional<char> stop, bool raw_escapes, bool* unterminated);
  absl::StatusOr<std::string> SingleQuoted();
  absl::StatusOr<std::string> DoubleQuoted();
  absl::StatusOr<std::string> Dollar();
  absl::StatusOr<std::string> Braced(size_t begin);
  absl::StatusOr<std::string> Modified(Brace brace, char modifier, bool empty_is_unset);
  absl::StatusOr<std::string> Replaced(Brace brace);
  absl::StatusOr<std::string> Word(const Brace& brace, char stop, bool raw_escapes);
  std::string Name();
  const std::string* Lookup(const std::string& name);
  absl::Status Error(std::string code, size_t at, std::string_view what,
                     std::string_view fix) const;
  // Errors when the result becomes too large, or a match would take too long.
  absl::Status Grow(size_t bytes);
  absl::Status BoundMatching(const Brace& brace, std::string_view text,
                             std::string_view pattern) const;

  std::string_view source_;
  const Environment& environment_;
  const LexerOptions& options_;
  bool raw_escapes_;
  size_t at_ = 0;
  int depth_ = 0;
  size_t produced_ = 0;
  Expansion result_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_EXPAND_SCANNER_H_

#include "tools/image/expand/lexer.h"

#include <utility>

#include "tools/image/expand/scanner.h"

namespace release::image {

absl::StatusOr<Expansion> Lexer::Expand(std::string_view word,
                                        const Environment& environment) const {
  return Scanner(word, environment, options_).Run();
}

absl::StatusOr<std::string> Lexer::ProcessWord(std::string_view word,
                                               const Environment& environment) const {
  absl::StatusOr<Expansion> expansion = Expand(word, environment);
  if (!expansion.ok()) return expansion.status();
  return std::move(expansion->text);
}

absl::StatusOr<std::vector<std::string>> Lexer::ProcessWords(std::string_view word,
                                                             const Environment& environment) const {
  absl::StatusOr<Expansion> expansion = Expand(word, environment);
  if (!expansion.ok()) return expansion.status();
  return std::move(expansion->words);
}

}  // namespace release::image

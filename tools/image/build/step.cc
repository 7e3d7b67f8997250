#include "tools/image/build/step.h"

#include "absl/strings/ascii.h"

namespace release::image {

std::string Step::Name() const { return absl::AsciiStrToUpper(instruction.name); }

absl::StatusOr<std::string> Step::Word(std::string_view word) const {
  absl::StatusOr<std::string> expanded = lexer.ProcessWord(word, stage.scope.variables());
  if (!expanded.ok()) return At(word, expanded.status());
  return expanded;
}

absl::StatusOr<std::vector<std::string>> Step::Words(std::string_view word) const {
  absl::StatusOr<std::vector<std::string>> expanded =
      lexer.ProcessWords(word, stage.scope.variables());
  if (!expanded.ok()) return At(word, expanded.status());
  return expanded;
}

}  // namespace release::image

#include "tools/image/build/places.h"

#include <cstdint>
#include <utility>

#include "tools/base/diagnosis.h"

namespace release::image {

v1::Place Places::Of(const Instruction& instruction, std::string_view text) const {
  return source_.Find(instruction.first_line, instruction.last_line, text);
}

absl::Status Places::At(const Instruction& instruction, std::string_view text,
                        const absl::Status& status) const {
  if (status.ok()) return status;
  v1::Diagnosis diagnosis = DiagnosisOf(status);
  if (!diagnosis.place().file().empty()) return status;
  // What the lexer says: a column in the word that is its excerpt.
  const std::string word = diagnosis.place().excerpt();
  const uint32_t offset = diagnosis.place().column();
  v1::Place place = Of(instruction, word.empty() ? text : std::string_view(word));
  const bool found = !word.empty() && place.length() == word.size();
  if (found && offset > 0 && offset <= word.size()) {
    place.set_column(place.column() + offset - 1);
    place.set_length(static_cast<uint32_t>(word.size()) - offset + 1);
  }
  *diagnosis.mutable_place() = std::move(place);
  return DiagnosisStatus(status.code(), std::move(diagnosis));
}

absl::Status Places::Refuse(const Instruction& instruction, std::string_view text,
                            Refusal refusal) const {
  return Source::Refuse(Of(instruction, text), std::move(refusal));
}

}  // namespace release::image

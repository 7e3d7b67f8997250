#include "tools/image/build/places.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "tools/base/diagnosis.h"

namespace release::image {

namespace {

// Whether the text at `at` of the line is a word or a value of its own, not a part of another.
bool StandsAlone(std::string_view line, size_t at, size_t size) {
  constexpr std::string_view kBefore = " \t\"'=,:[";
  constexpr std::string_view kBehind = " \t\"'=,:]\r";
  const bool begins = at == 0 || kBefore.find(line[at - 1]) != std::string_view::npos;
  const size_t end = at + size;
  return begins && (end == line.size() || kBehind.find(line[end]) != std::string_view::npos);
}

}  // namespace

v1::Place Places::Of(const Instruction& instruction, std::string_view text) const {
  const int last = std::min(instruction.last_line, source_.line_count());
  for (int number = instruction.first_line; !text.empty() && number <= last; ++number) {
    const std::string_view line = source_.Line(number);
    for (size_t at = line.find(text); at != std::string_view::npos; at = line.find(text, at + 1)) {
      if (!StandsAlone(line, at, text.size())) continue;
      v1::Place place = source_.WholeLine(number);
      place.set_column(static_cast<uint32_t>(at + 1));
      place.set_length(static_cast<uint32_t>(text.size()));
      return place;
    }
  }
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

#include "tools/image/dockerfile/quotes.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "tools/base/text.h"
#include "tools/image/dockerfile/heredoc.h"

namespace release::image {
namespace {

// Where the quote begins that does not end; nothing when all end.
std::optional<std::size_t> OpenQuote(std::string_view text, char escape, bool escapes_in_single) {
  std::optional<std::size_t> open;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == escape && (!open.has_value() || text[*open] != '\'' || escapes_in_single)) {
      ++at;
    } else if (open.has_value() ? c == text[*open] : (c == '\'' || c == '"')) {
      open = open.has_value() ? std::nullopt : std::optional<std::size_t>(at);
    }
  }
  return open;
}

}  // namespace

absl::Status CheckQuotes(const Source& source, char escape, const Instruction& instruction,
                         const InstructionRow& row, std::vector<Warning>& warnings) {
  if (!row.quotes) return absl::OkStatus();
  const bool assigns = row.form == ArgumentForm::kKeyValues || row.name == "arg";
  for (const std::string& argument : instruction.arguments) {
    if (HeredocOf(argument).has_value()) continue;
    const std::optional<std::size_t> open = OpenQuote(argument, escape, false);
    if (!open.has_value()) continue;
    const std::string what = Concat("the quote ", argument.substr(*open, 1), " in ",
                                    absl::AsciiStrToUpper(row.name), " does not end");
    if (!assigns || !OpenQuote(argument, escape, true).has_value()) {
      warnings.push_back({"DOCKERFILE-QUOTE", what, instruction.first_line});
      return absl::OkStatus();
    }
    return Source::Refuse(
        source.Find(instruction.first_line, instruction.last_line, argument.substr(*open)),
        {"DOCKERFILE-QUOTE", what, Concat("it begins `", argument.substr(*open, 40), "`"),
         Concat("write a closing ", argument.substr(*open, 1), ", or ",
                std::string_view(&escape, 1), argument.substr(*open, 1),
                " for the character itself")});
  }
  return absl::OkStatus();
}

}  // namespace release::image

#include "tools/image/dockerfile/heredoc.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "tools/base/text.h"
#include "tools/image/dockerfile/shell_words.h"

namespace release::image {
namespace {

std::ptrdiff_t Quotes(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return c == '\'' || c == '"'; });
}

std::string_view Terminator(std::string_view raw, bool chomp) {
  while (!raw.empty() && (raw.back() == '\n' || raw.back() == '\r')) raw.remove_suffix(1);
  while (chomp && raw.starts_with('\t')) raw.remove_prefix(1);
  return raw;
}

}  // namespace

std::optional<Heredoc> HeredocOf(std::string_view word) {
  std::size_t digits = 0;
  while (digits < word.size() && absl::ascii_isdigit(static_cast<unsigned char>(word[digits]))) {
    ++digits;
  }
  std::string_view rest = word.substr(digits);
  if (!rest.starts_with("<<")) return std::nullopt;
  rest.remove_prefix(2);
  Heredoc heredoc;
  heredoc.chomp = rest.starts_with('-');
  if (heredoc.chomp) rest.remove_prefix(1);
  if (rest.empty() || rest.find('<') != std::string_view::npos) return std::nullopt;

  const auto plain = ShellWords(rest, {});
  const auto quoted = ShellWords(rest, {.keep_quotes = true});
  if (!plain.has_value() || !quoted.has_value() || plain->size() != 1 || quoted->size() != 1) {
    return std::nullopt;
  }
  heredoc.name = plain->front();
  heredoc.expand = Quotes(plain->front()) == Quotes(quoted->front());
  std::uint64_t descriptor = 0;
  if (absl::SimpleAtoi(AbslView(word.substr(0, digits)), &descriptor)) {
    heredoc.descriptor = descriptor;
  }
  return heredoc;
}

std::vector<Heredoc> HeredocsIn(std::string_view line) {
  std::vector<Heredoc> heredocs;
  const auto words = ShellWords(line, {.keep_quotes = true, .keep_escapes = true});
  if (!words.has_value()) return heredocs;
  for (const std::string& word : *words) {
    if (std::optional<Heredoc> heredoc = HeredocOf(word)) heredocs.push_back(*std::move(heredoc));
  }
  return heredocs;
}

bool MayHaveHeredocs(const Instruction& instruction) {
  const Instruction& said = instruction.trigger.empty() ? instruction : instruction.trigger.front();
  return !said.json && (said.name == "run" || said.name == "copy" || said.name == "add");
}

absl::Status ReadHeredocs(const Source& source, LogicalLines& lines, Instruction& instruction) {
  for (Heredoc& heredoc : HeredocsIn(instruction.original)) {
    const int announced = lines.line();
    bool ended = false;
    while (const std::optional<std::string_view> raw = lines.NextRaw()) {
      ended = Terminator(*raw, heredoc.chomp) == heredoc.name;
      if (ended) break;
      heredoc.content.append(*raw);
    }
    if (!ended) {
      return Source::Refuse(
          source.Find(instruction.first_line, announced, "<<"),
          {"DOCKERFILE-HEREDOC", Concat("the heredoc `", heredoc.name, "` does not end"),
           Concat("no line after line ", announced, " is `", heredoc.name, "` and nothing else"),
           heredoc.chomp ? Concat("write `", heredoc.name, "` alone on a line behind the document")
                         : Concat("write `", heredoc.name,
                                  "` alone, without indentation, on a line behind the document, "
                                  "or begin it with `<<-` and indent with tabs")});
    }
    instruction.heredocs.push_back(std::move(heredoc));
  }
  instruction.last_line = lines.line();
  return absl::OkStatus();
}

std::string WithoutLeadingTabs(std::string_view content) {
  std::string result;
  bool line_begins = true;
  for (const char c : content) {
    if (line_begins && c == '\t') continue;
    line_begins = c == '\n';
    result += c;
  }
  return result;
}

}  // namespace release::image

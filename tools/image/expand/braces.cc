// The part of Scanner for `${...}`.
#include <utility>

#include "tools/base/text.h"
#include "tools/image/expand/scanner.h"
#include "tools/image/expand/shell_pattern.h"

namespace release::image {
namespace {

constexpr char kOperators[] =
    "Inside braces stands a name, and behind it nothing or one of "
    ":- - :+ + :? ? # ## % %% / //.";

}  // namespace

absl::StatusOr<std::string> Scanner::Braced(size_t begin) {
  const std::string_view first = Peek();
  if (first == "{" || first == "}" || first == ":") {
    return Error("IMAGE-EXPAND-SUBSTITUTION", begin, "syntax error: bad substitution", kOperators);
  }
  Brace brace{begin, Name(), ""};
  const std::string_view operation = Next();
  if (operation == "}") {
    const std::string* value = Lookup(brace.name);
    if (value != nullptr) return *value;
    return options_.skip_unset ? Concat("${", brace.name, "}") : std::string();
  }
  if (operation == "/") return Replaced(std::move(brace));

  const bool colon = operation == ":";
  const std::string_view modifier = colon ? Next() : operation;
  if (modifier.empty()) {
    return Error("IMAGE-EXPAND-BRACE", begin, "syntax error: missing '}'", "Close the brace.");
  }
  brace.modifier = Concat(colon ? ":" : "", modifier);
  if (std::string_view("+-?#%").find(modifier) == std::string_view::npos) {
    return Error("IMAGE-EXPAND-SUBSTITUTION", begin,
                 Concat("unsupported modifier (", brace.modifier, ") in substitution"), kOperators);
  }
  return Modified(std::move(brace), modifier[0], colon);
}

absl::StatusOr<std::string> Scanner::Word(const Brace& brace, char stop, bool raw_escapes) {
  bool unterminated = false;
  absl::StatusOr<Part> part = ReadTo(stop, raw_escapes, &unterminated);
  if (!part.ok()) return part.status();
  if (unterminated) {
    return Error("IMAGE-EXPAND-BRACE", brace.begin,
                 stop == '/' ? "syntax error: missing '/' in ${}" : "syntax error: missing '}'",
                 stop == '/' ? "Write ${name/pattern/replacement}." : "Close the brace.");
  }
  return std::move(part->text);
}

absl::Status Scanner::BoundMatching(const Brace& brace, std::string_view text,
                                    std::string_view pattern) const {
  constexpr size_t kMostSteps = 64 << 20;
  if ((pattern.size() + 1) <= kMostSteps / (text.size() + 1)) return absl::OkStatus();
  return Error("IMAGE-EXPAND-SIZE", brace.begin, "value and pattern are too long to be matched",
               "Use a shorter pattern.");
}

absl::StatusOr<std::string> Scanner::Modified(Brace brace, char modifier, bool empty_is_unset) {
  const bool trims = modifier == '#' || modifier == '%';
  absl::StatusOr<std::string> read = Word(brace, '}', /*raw_escapes=*/trims);
  if (!read.ok()) return read.status();
  std::string word = *std::move(read);

  const std::string* value = Lookup(brace.name);
  if (value == nullptr && options_.skip_unset) {
    return Concat("${", brace.name, brace.modifier, word, "}");
  }
  const bool absent = value == nullptr || (empty_is_unset && value->empty());
  switch (modifier) {
    case '-':
      return absent ? word : *value;
    case '+':
      return absent ? std::string() : word;
    case '?':
      if (!absent) return *value;
      if (word.empty()) {
        word = value == nullptr ? "is not allowed to be unset" : "is not allowed to be empty";
      }
      return Error(
          "IMAGE-EXPAND-REQUIRED", brace.begin, Concat(brace.name, ": ", word),
          Concat("Give `", brace.name, "` a value: a build argument, or ARG or ENV above."));
    default:
      break;
  }
  const bool longest = !word.empty() && word[0] == modifier;
  if (longest) word.erase(0, 1);
  std::string problem;
  const std::optional<ShellPattern> pattern = ShellPattern::Parse(word, &problem);
  if (!pattern.has_value()) {
    return Error("IMAGE-EXPAND-PATTERN", brace.begin,
                 Concat("invalid pattern (", word, ") in substitution: ", problem),
                 "Escape only * ? \\ } and /.");
  }
  const std::string text = value == nullptr ? std::string() : *value;
  if (absl::Status bound = BoundMatching(brace, text, word); !bound.ok()) return bound;
  return std::string(modifier == '#' ? pattern->TrimPrefix(text, longest)
                                     : pattern->TrimSuffix(text, longest));
}

absl::StatusOr<std::string> Scanner::Replaced(Brace brace) {
  const bool all = Peek() == "/";
  if (all) ++at_;
  absl::StatusOr<std::string> word = Word(brace, '/', /*raw_escapes=*/true);
  if (!word.ok()) return word.status();
  absl::StatusOr<std::string> replacement = Word(brace, '}', /*raw_escapes=*/true);
  if (!replacement.ok()) return replacement.status();

  const std::string* value = Lookup(brace.name);
  if (value == nullptr && options_.skip_unset) {
    return Concat("${", brace.name, all ? "//" : "/", *word, "/", *replacement, "}");
  }
  std::string problem;
  const std::optional<ShellPattern> pattern = ShellPattern::Parse(*word, &problem);
  if (!pattern.has_value()) {
    return Error("IMAGE-EXPAND-PATTERN", brace.begin,
                 Concat("invalid pattern (", *word, ") in substitution: ", problem),
                 "Escape only * ? \\ } and /.");
  }
  const std::string text = value == nullptr ? std::string() : *value;
  if (absl::Status bound = BoundMatching(brace, text, *word); !bound.ok()) return bound;
  // Each rune can become one replacement.
  if (all) {
    absl::Status grown = Grow((text.size() + 1) * replacement->size());
    if (!grown.ok()) return grown;
  }
  return pattern->Replace(text, *replacement, all);
}

}  // namespace release::image

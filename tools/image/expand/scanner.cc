#include "tools/image/expand/scanner.h"

#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/image/expand/utf8.h"
#include "tools/image/expand/word_list.h"

namespace release::image {
namespace {

constexpr int kDeepest = 100;
constexpr size_t kLargest = 16 << 20;

bool IsDigit(std::string_view rune) { return rune.size() == 1 && rune[0] >= '0' && rune[0] <= '9'; }

bool IsNameRune(std::string_view rune) {
  if (rune.size() != 1) return false;
  const char lower = static_cast<char>(rune[0] | 0x20);
  return IsDigit(rune) || rune[0] == '_' || (lower >= 'a' && lower <= 'z');
}

// The special parameters of POSIX shells.
bool IsSpecial(std::string_view rune) {
  return rune.size() == 1 && std::string_view("@*#?-$!").find(rune[0]) != std::string_view::npos;
}

}  // namespace

absl::StatusOr<Expansion> Scanner::Run() {
  bool unterminated = false;
  absl::StatusOr<Part> part = ReadTo(std::nullopt, raw_escapes_, &unterminated);
  if (!part.ok()) return part.status();
  result_.text = std::move(part->text);
  result_.words = std::move(part->words);
  return std::move(result_);
}

std::string_view Scanner::Peek() const { return source_.substr(at_, RuneLength(source_, at_)); }

std::string_view Scanner::Next() {
  const std::string_view rune = Peek();
  at_ += rune.size();
  return rune;
}

absl::StatusOr<Scanner::Part> Scanner::ReadTo(std::optional<char> stop, bool raw_escapes,
                                              bool* unterminated) {
  if (++depth_ > kDeepest) {
    return Error("IMAGE-EXPAND-SIZE", at_, "expansions are nested too deeply",
                 "Put the inner expansions into variables of their own.");
  }
  const bool outer_raw_escapes = std::exchange(raw_escapes_, raw_escapes);
  Part part;
  WordList words;
  while (true) {
    if (AtEnd()) {
      *unterminated = stop.has_value();
      break;
    }
    const char first = source_[at_];
    if (stop.has_value() && first == *stop) {
      ++at_;
      break;
    }
    const bool quote = !options_.skip_quotes && (first == '\'' || first == '"');
    if (quote || first == '$') {
      absl::StatusOr<std::string> text = first == '$'   ? Dollar()
                                         : first == '"' ? DoubleQuoted()
                                                        : SingleQuoted();
      if (!text.ok()) return text.status();
      if (absl::Status grown = Grow(text->size()); !grown.ok()) return grown;
      part.text += *text;
      if (quote) {
        words.AddProtected(*text);
      } else {
        words.Add(*text);
      }
      continue;
    }
    std::string_view rune = Next();
    if (rune[0] != options_.escape) {
      words.Add(rune);
      part.text += rune;
      continue;
    }
    if (raw_escapes_) {
      words.AddProtected(rune);
      part.text += rune;
    }
    // An escape character at the very end escapes nothing and is dropped.
    rune = Next();
    words.AddProtected(rune);
    part.text += rune;
  }
  part.words = words.Take();
  raw_escapes_ = outer_raw_escapes;
  --depth_;
  return part;
}

absl::StatusOr<std::string> Scanner::SingleQuoted() {
  const size_t begin = at_++;
  const size_t end = source_.find('\'', at_);
  if (end == std::string_view::npos) {
    return Error("IMAGE-EXPAND-QUOTE", begin,
                 "unexpected end of statement while looking for matching single-quote",
                 "Close the single quote, or escape it.");
  }
  at_ = end + 1;
  return std::string(options_.raw_quotes ? source_.substr(begin, at_ - begin)
                                         : source_.substr(begin + 1, end - begin - 1));
}

absl::StatusOr<std::string> Scanner::DoubleQuoted() {
  const size_t begin = at_++;
  std::string text = options_.raw_quotes ? "\"" : "";
  while (!AtEnd()) {
    if (source_[at_] == '$') {
      absl::StatusOr<std::string> value = Dollar();
      if (!value.ok()) return value.status();
      if (absl::Status grown = Grow(value->size()); !grown.ok()) return grown;
      text += *value;
      continue;
    }
    const char character = source_[at_++];
    if (character == '"') {
      if (options_.raw_quotes) text += character;
      return text;
    }
    if (character != options_.escape) {
      text += character;
      continue;
    }
    if (raw_escapes_) text += character;
    if (AtEnd()) break;
    const char next = source_[at_];
    if (next == '"' || next == '$' || next == options_.escape) {
      text += next;
      ++at_;
    } else {
      text += character;
    }
  }
  return Error("IMAGE-EXPAND-QUOTE", begin,
               "unexpected end of statement while looking for matching double-quote",
               "Close the double quote, or escape it.");
}

absl::StatusOr<std::string> Scanner::Dollar() {
  const size_t begin = at_++;
  if (Peek() == "{") {
    ++at_;
    return Braced(begin);
  }
  const std::string name = Name();
  if (name.empty()) return std::string("$");
  const std::string* value = Lookup(name);
  if (value != nullptr) return *value;
  return options_.skip_unset ? Concat("$", name) : std::string();
}

std::string Scanner::Name() {
  const size_t begin = at_;
  if (IsDigit(Peek())) {
    while (IsDigit(Peek())) ++at_;
  } else if (IsSpecial(Peek())) {
    ++at_;
  } else {
    while (IsNameRune(Peek())) ++at_;
  }
  return std::string(source_.substr(begin, at_ - begin));
}

const std::string* Scanner::Lookup(const std::string& name) {
  const auto found = environment_.find(name);
  if (found == environment_.end()) {
    result_.unset.insert(name);
    return nullptr;
  }
  result_.set.insert(name);
  return &found->second;
}

absl::Status Scanner::Grow(size_t bytes) {
  produced_ += bytes;
  if (produced_ <= kLargest) return absl::OkStatus();
  return Error("IMAGE-EXPAND-SIZE", at_, "the expansion is larger than 16 MiB",
               "Do not let variables multiply each other.");
}

absl::Status Scanner::Error(std::string code, size_t at, std::string_view what,
                            std::string_view fix) const {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(std::move(code));
  // A word can hold any bytes, a diagnosis only text.
  diagnosis.set_what(PrintableLine(what));
  // A word can be a whole heredoc.
  constexpr size_t kShown = 200;
  const std::string shown = PrintableLine(source_.substr(0, kShown));
  diagnosis.set_why(
      Concat("at byte ", at + 1, " of `", shown, source_.size() > kShown ? "..." : "", "`"));
  diagnosis.set_fix(PrintableLine(fix));
  diagnosis.set_retry(v1::RETRY_NEVER);
  diagnosis.mutable_place()->set_column(static_cast<uint32_t>(at + 1));
  diagnosis.mutable_place()->set_length(1);
  diagnosis.mutable_place()->set_excerpt(shown);
  return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(diagnosis));
}

}  // namespace release::image

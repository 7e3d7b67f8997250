#include "tools/image/dockerfile/shell_words.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "tools/image/dockerfile/spaces.h"

namespace release::image {
namespace {

// `${a:-${b:-...}}` deeper than this is nobody's Dockerfile.
constexpr int kDeepestSubstitution = 100;

class Splitter {
 public:
  Splitter(std::string_view text, const ShellWordsOptions& options)
      : text_(text), options_(options) {}

  std::optional<std::vector<std::string>> Split() {
    while (!AtEnd()) {
      if (const std::size_t space = SpaceAt(text_, at_)) {
        EndWord();
        at_ += space;
        continue;
      }
      inside_ = true;
      if (!Piece(word_, 0)) return std::nullopt;
    }
    EndWord();
    return std::move(words_);
  }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek() const { return text_[at_]; }

  void EndWord() {
    if (inside_) words_.push_back(std::move(word_));
    word_.clear();
    inside_ = false;
  }

  // One character, escaped character, quoted text or substitution.
  bool Piece(std::string& out, int depth) {
    if (Peek() == '\'') return SingleQuoted(out);
    if (Peek() == '"') return DoubleQuoted(out, depth);
    if (Peek() == '$') return Dollar(out, depth);
    char c = text_[at_++];
    if (c == options_.escape) {
      if (options_.keep_escapes) out += c;
      if (AtEnd()) return true;
      c = text_[at_++];
    }
    out += c;
    return true;
  }

  bool SingleQuoted(std::string& out) {
    const std::size_t end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return false;
    const std::size_t margin = options_.keep_quotes ? 0 : 1;
    out += text_.substr(at_ + margin, end + 1 - at_ - 2 * margin);
    at_ = end + 1;
    return true;
  }

  bool DoubleQuoted(std::string& out, int depth) {
    if (options_.keep_quotes) out += '"';
    ++at_;
    while (!AtEnd()) {
      if (Peek() == '$') {
        if (!Dollar(out, depth)) return false;
        continue;
      }
      char c = text_[at_++];
      if (c == '"') {
        if (options_.keep_quotes) out += c;
        return true;
      }
      if (c == options_.escape) {
        if (AtEnd()) return false;
        const bool escapes = Peek() == '"' || Peek() == '$' || Peek() == options_.escape;
        if (escapes) {
          if (options_.keep_escapes) out += c;
          c = text_[at_++];
        }
      }
      out += c;
    }
    return false;
  }

  void Name(std::string& out) {
    if (AtEnd()) return;
    const auto is = [this](auto test) {
      return !AtEnd() && test(static_cast<unsigned char>(Peek()));
    };
    const auto alpha = [](unsigned char c) { return absl::ascii_isalpha(c) || c == '_'; };
    if (is(alpha)) {
      while (is(alpha) || is(absl::ascii_isdigit)) out += text_[at_++];
    } else if (is(absl::ascii_isdigit)) {
      while (is(absl::ascii_isdigit)) out += text_[at_++];
    } else if (std::string_view("@*#?-$!").find(Peek()) != std::string_view::npos) {
      out += text_[at_++];
    }
  }

  bool Dollar(std::string& out, int depth) {
    out += text_[at_++];
    if (AtEnd()) return true;
    if (Peek() != '{') {
      Name(out);
      return true;
    }
    out += text_[at_++];
    if (AtEnd() || depth >= kDeepestSubstitution) return false;
    if (Peek() == '{' || Peek() == '}' || Peek() == ':') return false;
    Name(out);
    if (AtEnd()) return false;
    if (Peek() == '}') {
      out += text_[at_++];
      return true;
    }
    return Modifier(out, depth + 1);
  }

  bool Modifier(std::string& out, int depth) {
    const bool colon = Peek() == ':';
    if (colon) out += text_[at_++];
    if (AtEnd()) return false;
    const std::string_view known = colon ? "+-?#%" : "+-?#%/";
    if (known.find(Peek()) == std::string_view::npos) return false;
    out += text_[at_++];
    while (!AtEnd()) {
      if (Peek() == '}') {
        out += text_[at_++];
        return true;
      }
      if (!Piece(out, depth)) return false;
    }
    return false;
  }

  const std::string_view text_;
  const ShellWordsOptions options_;
  std::size_t at_ = 0;
  bool inside_ = false;
  std::string word_;
  std::vector<std::string> words_;
};

}  // namespace

std::optional<std::vector<std::string>> ShellWords(std::string_view line,
                                                   const ShellWordsOptions& options) {
  return Splitter(line, options).Split();
}

}  // namespace release::image

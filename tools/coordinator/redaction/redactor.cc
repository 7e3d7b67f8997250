#include "tools/coordinator/redaction/redactor.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "absl/strings/ascii.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"
#include "tools/coordinator/redaction/embedded_passwords.h"
#include "tools/coordinator/redaction/encoded_forms.h"

namespace release {
namespace {

constexpr size_t kShortestLine = 12;  // of a value of several lines

// How often the held text is looked through while one large piece comes in.
constexpr size_t kSettleEvery = 4096;

constexpr std::string_view kSpace = " \t\r\n";

constexpr std::string_view kCommonWords[] = {
    "administrator", "changeme",   "database",  "default",   "development", "disabled",
    "enabled",       "example",    "localhost", "password",  "postgres",    "postgresql",
    "private",       "production", "public",    "rehearsal", "release",     "secret",
    "spectral",      "staging",    "supabase",  "undefined", "unknown",     "username"};

bool IsCommonWord(std::string_view value) {
  const std::string lower = absl::AsciiStrToLower(AbslView(value));
  return std::find(std::begin(kCommonWords), std::end(kCommonWords), lower) !=
         std::end(kCommonWords);
}

std::string_view Trimmed(std::string_view value) {
  const size_t start = value.find_first_not_of(kSpace);
  if (start == std::string_view::npos) return {};
  return value.substr(start, value.find_last_not_of(kSpace) - start + 1);
}

absl::Status Warn(std::string_view code, std::string what, std::string why) {
  v1::Diagnosis diagnosis;
  diagnosis.set_code(std::string(code));
  diagnosis.set_what(std::move(what));
  diagnosis.set_why(std::move(why));
  diagnosis.set_fix("use a longer, random value");
  diagnosis.set_severity(v1::SEVERITY_WARNING);
  diagnosis.set_retry(v1::RETRY_NEVER);
  return DiagnosisStatus(absl::StatusCode::kInvalidArgument, std::move(diagnosis));
}

}  // namespace

absl::Status Redactor::AddSecret(std::string_view name, std::string_view value) {
  const std::string_view trimmed = Trimmed(value);
  const std::string not_masked = Concat("the secret ", name, " cannot be kept out of texts");
  if (trimmed.size() < kShortest) {
    return Warn("REDACT-TOO-SHORT", not_masked,
                Concat("it has fewer than ", kShortest, " characters, which occur everywhere"));
  }
  if (IsCommonWord(trimmed)) {
    return Warn("REDACT-COMMON-WORD", not_masked, "it is a common word");
  }
  const auto tag = static_cast<uint32_t>(marks_.size());
  marks_.push_back(Concat("[secret ", name, "]"));
  AddForms(value, tag);
  AddForms(trimmed, tag);
  if (trimmed.find('\n') != std::string_view::npos) {
    for (std::string_view rest = trimmed; !rest.empty();) {
      const size_t end = rest.find('\n');
      const std::string_view line = Trimmed(rest.substr(0, end));
      // The armour of a key is the same for every key.
      if (line.size() >= kShortestLine && !line.starts_with("-----")) AddForms(line, tag);
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
  }
  bool weak = false;
  for (const std::string& password : EmbeddedPasswords(trimmed)) {
    if (password.size() < kShortest || IsCommonWord(password)) {
      weak = true;
    } else {
      AddForms(password, tag);
    }
  }
  automaton_.Build();
  if (!weak) return absl::OkStatus();
  return Warn("REDACT-WEAK-PASSWORD",
              Concat("the password inside the secret ", name, " cannot be kept out of texts"),
              "it is very short or a common word; the whole of the secret is masked");
}

void Redactor::AddForms(std::string_view value, uint32_t tag) {
  for (const std::string& form : EncodedForms(value, kShortest)) automaton_.Add(form, tag);
}

std::string Redactor::Redact(std::string_view text) const {
  Stream stream(*this);
  std::string out = stream.Push(text);
  out += stream.Flush();
  return out;
}

std::string Redactor::Stream::Push(std::string_view piece) {
  const PatternAutomaton& automaton = redactor_->automaton_;
  if (automaton.empty()) return std::string(piece);
  std::string out;
  while (!piece.empty()) {
    const std::string_view part = piece.substr(0, kSettleEvery);
    held_ += part;
    for (const char byte : part) {
      state_ = automaton.Next(state_, byte);
      ++end_;
      const PatternAutomaton::Match match = automaton.MatchAt(state_);
      if (match.length > 0) Cover(match);
    }
    // No later match can begin before this.
    Settle(end_ - automaton.Depth(state_), out);
    piece.remove_prefix(part.size());
  }
  return out;
}

std::string Redactor::Stream::Flush() {
  std::string out;
  Settle(end_, out);
  *this = Stream(*redactor_);
  return out;
}

void Redactor::Stream::Cover(PatternAutomaton::Match match) {
  Mask mask{end_ - match.length, end_, match.length, match.tag};
  while (!masks_.empty() && masks_.back().end > mask.start) {
    const Mask& before = masks_.back();
    mask.start = std::min(mask.start, before.start);
    if (before.length >= mask.length) {
      mask.length = before.length;
      mask.tag = before.tag;
    }
    masks_.pop_back();
  }
  masks_.push_back(mask);
}

void Redactor::Stream::Settle(uint64_t limit, std::string& out) {
  uint64_t settled = held_start_;
  size_t closed = 0;
  while (true) {
    const Mask* mask = closed < masks_.size() ? &masks_[closed] : nullptr;
    const uint64_t clear_end = mask != nullptr ? std::min(limit, mask->start) : limit;
    if (clear_end > settled) {
      out.append(held_, settled - held_start_, clear_end - settled);
      settled = clear_end;
    }
    if (mask == nullptr) break;
    // A mask that reaches beyond the limit may still grow; the text under it is not needed.
    settled = std::max(settled, std::min(limit, mask->end));
    if (mask->end > limit) break;
    out += redactor_->marks_[mask->tag];
    ++closed;
  }
  masks_.erase(masks_.begin(), masks_.begin() + static_cast<ptrdiff_t>(closed));
  held_.erase(0, settled - held_start_);
  held_start_ = settled;
}

}  // namespace release

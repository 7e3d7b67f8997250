#include "tools/image/expand/shell_pattern.h"

#include <algorithm>
#include <cstddef>

#include "tools/base/text.h"
#include "tools/image/expand/utf8.h"

namespace release::image {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

std::vector<std::string_view> Runes(std::string_view text) {
  std::vector<std::string_view> runes;
  for (size_t at = 0; at < text.size();) {
    const size_t length = RuneLength(text, at);
    runes.push_back(text.substr(at, length));
    at += length;
  }
  return runes;
}

// The end to prefer of two, either of which may be kNone.
size_t Better(size_t a, size_t b, bool longest) {
  if (a == kNone) return b;
  if (b == kNone) return a;
  return longest ? std::max(a, b) : std::min(a, b);
}

size_t Offset(std::string_view text, const std::vector<std::string_view>& runes, size_t index) {
  return index == runes.size() ? text.size()
                               : static_cast<size_t>(runes[index].data() - text.data());
}

}  // namespace

std::optional<ShellPattern> ShellPattern::Parse(std::string_view pattern, std::string* error) {
  ShellPattern parsed;
  const std::vector<std::string_view> runes = Runes(pattern);
  for (size_t i = 0; i < runes.size(); ++i) {
    if (runes[i] == "*") {
      // Two stars in a row match what one does.
      if (parsed.tokens_.empty() || parsed.tokens_.back().kind != Kind::kStar) {
        parsed.tokens_.push_back({Kind::kStar, ""});
      }
      continue;
    }
    if (runes[i] == "?") {
      parsed.tokens_.push_back({Kind::kAny, ""});
      continue;
    }
    if (runes[i] == "\\") {
      const std::string_view escaped = i + 1 < runes.size() ? runes[i + 1] : "";
      if (escaped == "}" || escaped == "/") continue;
      if (escaped != "*" && escaped != "?" && escaped != "\\") {
        *error = Concat("invalid escape '\\", escaped, "'");
        return std::nullopt;
      }
      ++i;
    }
    parsed.tokens_.push_back({Kind::kRune, std::string(runes[i])});
  }
  return parsed;
}

// One pass from the back, one row of the table at a time.
std::vector<size_t> ShellPattern::Ends(const std::vector<std::string_view>& runes, bool longest,
                                       bool at_end) const {
  const size_t count = tokens_.size();
  std::vector<size_t> ends(runes.size() + 1, kNone);
  std::vector<size_t> next(count + 1, kNone);
  std::vector<size_t> row(count + 1, kNone);
  for (size_t i = runes.size() + 1; i-- > 0;) {
    const bool last = i == runes.size();
    row[count] = at_end && !last ? kNone : i;
    for (size_t j = count; j-- > 0;) {
      const Token& token = tokens_[j];
      const bool eats =
          !last && (token.kind == Kind::kRune ? runes[i] == token.rune : runes[i] != "\n");
      if (token.kind == Kind::kStar) {
        row[j] = Better(row[j + 1], eats ? next[j] : kNone, longest);
      } else {
        row[j] = eats ? next[j + 1] : kNone;
      }
    }
    ends[i] = row[0];
    std::swap(row, next);
  }
  return ends;
}

std::string_view ShellPattern::TrimPrefix(std::string_view text, bool longest) const {
  const auto runes = Runes(text);
  const size_t end = Ends(runes, longest, false)[0];
  return end == kNone ? text : text.substr(Offset(text, runes, end));
}

std::string_view ShellPattern::TrimSuffix(std::string_view text, bool longest) const {
  const auto runes = Runes(text);
  const auto ends = Ends(runes, longest, true);
  const auto found = [](size_t end) { return end != kNone; };
  size_t start = 0;
  if (longest) {
    const auto first = std::find_if(ends.begin(), ends.end(), found);
    if (first == ends.end()) return text;
    start = static_cast<size_t>(first - ends.begin());
  } else {
    const auto last = std::find_if(ends.rbegin(), ends.rend(), found);
    if (last == ends.rend()) return text;
    start = static_cast<size_t>(ends.rend() - last) - 1;
  }
  return text.substr(0, Offset(text, runes, start));
}

std::string ShellPattern::Replace(std::string_view text, std::string_view replacement,
                                  bool all) const {
  const auto runes = Runes(text);
  const auto ends = Ends(runes, true, false);
  std::string result;
  size_t after_match = kNone;
  for (size_t i = 0; i <= runes.size();) {
    const bool empty = ends[i] == i;
    // An empty match right behind another match does not count.
    if (ends[i] != kNone && !(empty && after_match == i)) {
      AppendTo(result, replacement);
      after_match = ends[i];
      if (!all) {
        AppendTo(result, text.substr(Offset(text, runes, ends[i])));
        return result;
      }
      if (!empty) {
        i = ends[i];
        continue;
      }
    }
    if (i < runes.size()) AppendTo(result, runes[i]);
    ++i;
  }
  return result;
}

}  // namespace release::image

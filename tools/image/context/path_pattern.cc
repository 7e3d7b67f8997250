#include "tools/image/context/path_pattern.h"

#include <algorithm>
#include <cstddef>

#include "tools/image/expand/utf8.h"

namespace release::image {

bool PathPattern::ReadClassRune(std::string_view pattern, size_t& at, char32_t& rune) {
  if (at >= pattern.size() || pattern[at] == '-' || pattern[at] == ']') return false;
  if (pattern[at] == '\\' && ++at >= pattern.size()) return false;
  const size_t length = RuneLength(pattern, at);
  rune = CodePoint(pattern.substr(at, length));
  if (rune == 0xfffd && length == 1) return false;
  at += length;
  return at < pattern.size();
}

bool PathPattern::ReadClass(std::string_view pattern, size_t& at, Token& token) {
  ++at;
  token.negated = at < pattern.size() && pattern[at] == '^';
  if (token.negated) ++at;
  while (true) {
    if (at < pattern.size() && pattern[at] == ']' && !token.ranges.empty()) {
      ++at;
      return true;
    }
    char32_t low = 0;
    if (!ReadClassRune(pattern, at, low)) return false;
    char32_t high = low;
    if (pattern[at] == '-' && !ReadClassRune(pattern, ++at, high)) return false;
    token.ranges.emplace_back(low, high);
  }
}

// `at` is behind the two stars and the slash that may follow them.
PathPattern::Token PathPattern::GlobStar(std::string_view pattern, size_t at, bool first) {
  if (at == pattern.size()) return {.kind = Kind::kEverything};
  // `**name`, with nothing but plain runes, is any path that ends in `name`, as it is to Docker.
  const bool any_ending = first && pattern[at - 1] == '*' &&
                          pattern.find_first_of("*?[]\\", at) == std::string_view::npos;
  return {.kind = any_ending ? Kind::kEverything : Kind::kFolders};
}

std::optional<PathPattern> PathPattern::Parse(std::string_view pattern, Stars stars) {
  PathPattern parsed;
  for (size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '*') {
      const bool first = at == 0;
      ++at;
      const bool two = at < pattern.size() && pattern[at] == '*';
      if (stars == Stars::kGlobStar && two) {
        ++at;
        if (at < pattern.size() && pattern[at] == '/') ++at;
        parsed.tokens_.push_back(GlobStar(pattern, at, first));
      } else {
        parsed.tokens_.push_back({.kind = Kind::kStar});
      }
      continue;
    }
    if (c == '[') {
      Token token{.kind = Kind::kClass};
      if (!ReadClass(pattern, at, token)) return std::nullopt;
      parsed.tokens_.push_back(std::move(token));
      continue;
    }
    if (c == '\\' && ++at == pattern.size()) return std::nullopt;
    const size_t length = RuneLength(pattern, at);
    const char32_t rune = CodePoint(pattern.substr(at, length));
    at += length;
    parsed.tokens_.push_back(c == '?' ? Token{.kind = Kind::kAny}
                                      : Token{.kind = Kind::kRune, .rune = rune});
  }
  return parsed;
}

bool PathPattern::Token::Takes(char32_t candidate) const {
  if (kind == Kind::kRune) return candidate == rune;
  if (kind == Kind::kAny) return candidate != U'/';
  const bool inside = std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
    return range.first <= candidate && candidate <= range.second;
  });
  return inside != negated;
}

bool PathPattern::Matches(std::string_view path) const {
  // reached[i]: the tokens before i match the path so far. inside[i]: token i is kFolders and has
  // begun to take text.
  const size_t count = tokens_.size();
  std::vector<char> reached(count + 1, 0);
  std::vector<char> inside(count + 1, 0);
  std::vector<char> next(count + 1, 0);
  reached[0] = 1;
  const auto skip_optional = [&] {
    for (size_t i = 0; i < count; ++i) {
      const Kind kind = tokens_[i].kind;
      const bool optional =
          kind == Kind::kStar || kind == Kind::kFolders || kind == Kind::kEverything;
      if (reached[i] && optional) reached[i + 1] = 1;
    }
  };
  skip_optional();
  for (size_t at = 0; at < path.size();) {
    const size_t length = RuneLength(path, at);
    const char32_t rune = CodePoint(path.substr(at, length));
    at += length;
    std::fill(next.begin(), next.end(), 0);
    for (size_t i = 0; i < count; ++i) {
      const Token& token = tokens_[i];
      if (token.kind == Kind::kFolders) {
        inside[i] = inside[i] || reached[i];
        if (inside[i] && rune == U'/') next[i + 1] = 1;
      } else if (!reached[i]) {
        continue;
      } else if (token.kind == Kind::kEverything || (token.kind == Kind::kStar && rune != U'/')) {
        next[i] = 1;
      } else if (token.kind != Kind::kStar && token.Takes(rune)) {
        next[i + 1] = 1;
      }
    }
    reached.swap(next);
    skip_optional();
  }
  return reached[count] != 0;
}

bool HasWildcards(std::string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '\\') {
      ++i;
    } else if (name[i] == '*' || name[i] == '?' || name[i] == '[') {
      return true;
    }
  }
  return false;
}

std::string Unescape(std::string_view name) {
  std::string plain;
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '\\' && i + 1 < name.size()) ++i;
    plain += name[i];
  }
  return plain;
}

}  // namespace release::image

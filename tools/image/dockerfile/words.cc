#include "tools/image/dockerfile/words.h"

#include <cstddef>
#include <utility>

#include "tools/image/dockerfile/spaces.h"

namespace release::image {
namespace {

// Reads one flag from the front of `text`; quotes and backslashes are taken off.
std::string TakeFlag(std::string_view& text) {
  std::string flag;
  char quote = '\0';
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    char c = text[at];
    if (quote == '\0' && SpaceAt(text, at) != 0) break;
    if (c == quote) {
      quote = '\0';
      continue;
    }
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
      continue;
    }
    if (c == '\\') {
      if (++at == text.size()) break;
      c = text[at];
    }
    flag += c;
  }
  text.remove_prefix(at);
  return flag;
}

}  // namespace

std::vector<std::string> QuotedWords(std::string_view text, char escape) {
  std::vector<std::string> words;
  std::string word;
  char quote = '\0';
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const std::size_t space = quote == '\0' ? SpaceAt(text, at) : 0;
    if (space != 0) {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
      at += space;
      continue;
    }
    if (c == escape && quote != '\'') {
      // At the very end it escapes nothing and is dropped.
      if (at + 1 == text.size()) break;
      word += c;
      word += text[at + 1];
      at += 2;
      continue;
    }
    if (quote != '\0' ? c == quote : (c == '\'' || c == '"')) quote = quote != '\0' ? '\0' : c;
    word += c;
    ++at;
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

SplitInstruction SplitOffFlags(std::string_view line) {
  SplitInstruction split;
  line = WithoutSurroundingSpaces(line);
  std::vector<std::string> halves = SplitAtSeparators(line, 2);
  split.name = halves[0];
  if (halves.size() < 2) return split;
  std::string_view rest = halves[1];
  while (true) {
    rest = WithoutLeadingSpaces(rest);
    if (!rest.starts_with("--")) break;
    std::string flag = TakeFlag(rest);
    if (flag == "--") break;
    split.flags.push_back(std::move(flag));
  }
  split.rest = WithoutSurroundingSpaces(rest);
  return split;
}

}  // namespace release::image

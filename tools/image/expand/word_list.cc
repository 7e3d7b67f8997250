#include "tools/image/expand/word_list.h"

#include <utility>

#include "tools/image/expand/utf8.h"

namespace release::image {

void WordList::Add(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const std::string_view rune = text.substr(at, RuneLength(text, at));
    at += rune.size();
    if (!IsSpaceRune(rune)) {
      word_ += rune;
    } else if (!word_.empty()) {
      words_.push_back(std::exchange(word_, {}));
    }
  }
}

void WordList::AddProtected(std::string_view text) { word_ += text; }

std::vector<std::string> WordList::Take() {
  if (!word_.empty()) words_.push_back(std::exchange(word_, {}));
  return std::exchange(words_, {});
}

}  // namespace release::image

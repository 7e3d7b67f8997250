// The words that come out of an expansion, cut at white space that is not protected.
#ifndef RELEASE_TOOLS_IMAGE_EXPAND_WORD_LIST_H_
#define RELEASE_TOOLS_IMAGE_EXPAND_WORD_LIST_H_

#include <string>
#include <string_view>
#include <vector>

namespace release::image {

class WordList {
 public:
  // Text whose white space ends words.
  void Add(std::string_view text);
  // Text that was quoted or escaped: part of the word as it is.
  void AddProtected(std::string_view text);
  // The words so far, the one under way included. The list is empty afterwards.
  std::vector<std::string> Take();

 private:
  std::vector<std::string> words_;
  std::string word_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_EXPAND_WORD_LIST_H_

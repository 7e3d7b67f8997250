// A line's words as a shell would split them, variables left as they are.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_SHELL_WORDS_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_SHELL_WORDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace release::image {

struct ShellWordsOptions {
  bool keep_quotes = false;   // quotation marks stay in the words
  bool keep_escapes = false;  // so do escape characters
  char escape = '\\';
};

// Nothing when a quote or a `${` does not end, or when a `${` is of a form that BuildKit refuses.
std::optional<std::vector<std::string>> ShellWords(std::string_view line,
                                                   const ShellWordsOptions& options);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_SHELL_WORDS_H_

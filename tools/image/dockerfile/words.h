// The words of an instruction, and the flags before them.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_WORDS_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace release::image {

// Words between spaces, where quotes and the escape character keep a space inside; both stay in the
// word. (The form of ENV, LABEL and ARG.)
std::vector<std::string> QuotedWords(std::string_view text, char escape);

struct SplitInstruction {
  std::string name;                // as written
  std::vector<std::string> flags;  // without their quotes and backslashes
  std::string rest;                // without surrounding spaces
};

// `NAME --flag=value --flag -- rest`. Flags end at the first word without `--` in front, or at
// `--`.
SplitInstruction SplitOffFlags(std::string_view line);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_WORDS_H_

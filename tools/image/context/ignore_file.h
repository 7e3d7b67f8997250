// The text of a .dockerignore file.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_IGNORE_FILE_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_IGNORE_FILE_H_

#include <string>
#include <string_view>
#include <vector>

namespace release::image {

// Its patterns in order, each clean, for IgnorePatterns::Create(). A line that begins with `#` is a
// comment; empty lines, a byte order mark, carriage returns and white space around a pattern are
// left out; one slash in front is, too: patterns are relative to the context.
std::vector<std::string> ReadIgnoreFile(std::string_view content);

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_IGNORE_FILE_H_

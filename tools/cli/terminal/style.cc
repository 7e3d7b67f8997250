#include "tools/cli/terminal/style.h"

#include <unistd.h>

#include <cstdlib>

namespace release {

Style Style::For(int fd) {
  const char* no_color = getenv("NO_COLOR");
  const char* term = getenv("TERM");
  const bool dumb = term == nullptr || std::string_view(term) == "dumb";
  return Style((no_color == nullptr || *no_color == '\0') && !dumb && isatty(fd) == 1);
}

std::string Style::Wrap(const char* code, std::string_view text) const {
  std::string result(text);
  if (!color_ || text.empty()) return result;
  return code + result + "\x1b[0m";
}

}  // namespace release

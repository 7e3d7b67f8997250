// Whether and how text is coloured. The text says everything without it.
#ifndef RELEASE_TOOLS_CLI_TERMINAL_STYLE_H_
#define RELEASE_TOOLS_CLI_TERMINAL_STYLE_H_

#include <string>
#include <string_view>

namespace release {

class Style {
 public:
  explicit Style(bool color) : color_(color) {}

  // Colour when `fd` is a terminal, NO_COLOR is not in the environment and TERM
  // is not `dumb` (https://no-color.org).
  static Style For(int fd);

  bool color() const { return color_; }
  std::string Good(std::string_view text) const { return Wrap("\x1b[32m", text); }
  std::string Bad(std::string_view text) const { return Wrap("\x1b[31m", text); }
  std::string Care(std::string_view text) const { return Wrap("\x1b[33m", text); }
  std::string Faint(std::string_view text) const { return Wrap("\x1b[2m", text); }
  std::string Strong(std::string_view text) const { return Wrap("\x1b[1m", text); }

 private:
  std::string Wrap(const char* code, std::string_view text) const;

  bool color_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_CLI_TERMINAL_STYLE_H_

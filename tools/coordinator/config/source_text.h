// A text file as people see it: numbered lines, and places in them.
#ifndef RELEASE_TOOLS_COORDINATOR_CONFIG_SOURCE_TEXT_H_
#define RELEASE_TOOLS_COORDINATOR_CONFIG_SOURCE_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"

namespace release {

// Some bytes of one line. Line and column count from 1, columns in bytes; line 0 is the whole file.
struct Span {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 0;
};

// Immutable after construction; safe to read from any thread. Neither copied nor moved: the lines
// are views into the text.
class SourceText {
 public:
  // `display` is the path as the user knows it. Line ends are \n or \r\n; a leading byte order mark
  // is dropped.
  SourceText(std::string display, std::string text);

  SourceText(const SourceText&) = delete;
  SourceText& operator=(const SourceText&) = delete;

  const std::string& display() const { return display_; }

  // Without the byte order mark.
  const std::string& text() const { return text_; }

  std::uint32_t line_count() const { return static_cast<std::uint32_t>(lines_.size()); }

  // Without its end; empty for a line that is not there.
  std::string_view Line(std::uint32_t line) const;

  // The place of `span` with the line as excerpt. Control characters become spaces, long lines are
  // cut, and the part of a line that may hold a secret is replaced (MayHoldSecret).
  v1::Place At(const Span& span) const;

  // Turns a column in code points, as toml++ counts, into one in bytes.
  std::uint32_t ByteColumn(std::uint32_t line, std::uint32_t code_point_column) const;

  // True when the line belongs to a table called `secrets`, written in any of TOML's ways, or holds
  // a URL with a password. Works on text that is not valid TOML, and is true rather than false when
  // in doubt.
  bool MayHoldSecret(std::uint32_t line) const;

 private:
  std::string display_;
  std::string text_;
  std::vector<std::string_view> lines_;
  std::vector<bool> secret_lines_;
};

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_CONFIG_SOURCE_TEXT_H_

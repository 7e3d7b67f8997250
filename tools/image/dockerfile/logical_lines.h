// Lines joined where one ends in the escape character; comments and blank lines taken out.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_LOGICAL_LINES_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_LOGICAL_LINES_H_

#include <optional>
#include <string>
#include <string_view>

#include "tools/image/dockerfile/source.h"

namespace release::image {

struct LogicalLine {
  std::string text;
  int first_line = 0;
  int last_line = 0;
  int blank_line = 0;  // the first blank line between continued ones; 0 when there is none
};

// Walks a source from its first line to its last. The source must outlive the reader.
class LogicalLines {
 public:
  LogicalLines(const Source& source, char escape) : source_(source), escape_(escape) {}

  // The next line that is neither blank nor a comment; nothing at the end.
  std::optional<LogicalLine> Next();

  // The next line as it is, with its ending, for a heredoc; nothing at the end.
  std::optional<std::string_view> NextRaw();

  // The number of the line that was read last.
  int line() const { return line_; }

 private:
  // Takes a continuation character and what follows it off `text`; false when it has none.
  bool TakeContinuation(std::string_view& text) const;

  const Source& source_;
  const char escape_;
  int line_ = 0;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_LOGICAL_LINES_H_

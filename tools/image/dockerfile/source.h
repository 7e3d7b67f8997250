// The text of a Dockerfile by lines, and where in it a mistake stands.
#ifndef RELEASE_TOOLS_IMAGE_DOCKERFILE_SOURCE_H_
#define RELEASE_TOOLS_IMAGE_DOCKERFILE_SOURCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::image {

// The words of a refusal.
struct Refusal {
  std::string code;
  std::string what;
  std::string why;
  std::string fix;
};

// Lines are views into the text given, which must live longer. Numbers are from 1.
class Source {
 public:
  // A byte order mark in front is not part of the first line.
  Source(std::string_view text, std::string file);

  int line_count() const { return static_cast<int>(lines_.size()); }

  // With its line ending.
  std::string_view Raw(int line) const { return lines_[static_cast<std::size_t>(line - 1)]; }
  // Without it, and without any carriage returns before it.
  std::string_view Line(int line) const;

  // The first place of `text` in the lines from `first` to `last`. When it is not there as written
  // (it may have been joined from two lines), the first line's text.
  v1::Place Find(int first, int last, std::string_view text) const;
  v1::Place WholeLine(int line) const;

  // INVALID_ARGUMENT with the diagnosis.
  static absl::Status Refuse(const v1::Place& place, Refusal refusal);

 private:
  std::string file_;
  std::vector<std::string_view> lines_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_DOCKERFILE_SOURCE_H_

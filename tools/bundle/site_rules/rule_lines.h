// The lines of `_headers` and `_redirects`, as Cloudflare reads them, and mistakes in them.
#ifndef RELEASE_TOOLS_BUNDLE_SITE_RULES_RULE_LINES_H_
#define RELEASE_TOOLS_BUNDLE_SITE_RULES_RULE_LINES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"

namespace release::bundle {

// A longer line is ignored. In UTF-16 units, in which Cloudflare counts.
inline constexpr std::size_t kLongestLine = 2000;

// A part of a line: `text` without surrounding space, and where it begins, in bytes from 1.
struct Piece {
  std::string_view text;
  uint32_t column = 1;
};

struct RuleLine {
  uint32_t number = 0;   // from 1
  std::string_view raw;  // without its line ending
  Piece rule;            // the same without space around it
};

// The lines of `text` that are neither empty nor a comment. Views into `text`.
std::vector<RuleLine> RuleLines(std::string_view text);

// The words of a line. With `comment_mark`, a `#` behind space ends the line.
std::vector<Piece> Words(const RuleLine& line, bool comment_mark);

std::size_t Utf16Length(std::string_view text);

// Collects what is wrong with one file. After 50 mistakes the others are counted only.
class Mistakes {
 public:
  struct Text {
    std::string code;
    std::string what;
    std::string why;
    std::string fix;
  };

  explicit Mistakes(std::string file) : file_(std::move(file)) {}

  void Add(const RuleLine& line, const Piece& piece, Text text);
  // At bytes [offset, offset + length) of `content`.
  void AddAt(std::string_view content, std::size_t offset, std::size_t length, Text text);
  // The whole file's.
  void AddToFile(Text text);

  bool empty() const { return list_.empty(); }
  std::vector<v1::Diagnosis> Take() &&;

 private:
  v1::Diagnosis* New(Text text);

  std::string file_;
  std::vector<v1::Diagnosis> list_;
  std::size_t untold_ = 0;
};

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_SITE_RULES_RULE_LINES_H_

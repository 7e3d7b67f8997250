// A path with `*` and `:name`, as `_redirects` has it on the left.
#ifndef RELEASE_TOOLS_BUNDLE_SITE_RULES_PATH_PATTERN_H_
#define RELEASE_TOOLS_BUNDLE_SITE_RULES_PATH_PATTERN_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace release::bundle {

class PathPattern {
 public:
  // At most one `*`, and each name once (the caller has seen to it).
  explicit PathPattern(std::string_view pattern);

  // What `*` (as "splat") and the names stand for in `path`, or nothing when it does not match. `*`
  // takes any text, a name takes at least one character and no slash. Time: length of the pattern
  // times length of the path. A pattern of more than 64 parts matches nothing.
  std::optional<std::map<std::string, std::string>> Match(std::string_view path) const;

  // A path that matches, with `splat` for `*` and a word that no site has for each name.
  std::string Example(std::string_view splat) const;

 private:
  struct Part {
    std::string literal;  // or:
    std::string name;     // "splat" for `*`
  };

  std::vector<Part> parts_;
};

// `text` with `:splat` and `:name` replaced by their values; unknown names stay.
std::string Substitute(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace release::bundle

#endif  // RELEASE_TOOLS_BUNDLE_SITE_RULES_PATH_PATTERN_H_

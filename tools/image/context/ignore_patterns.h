// The patterns of .dockerignore, --exclude and --parents: which paths they mean.
#ifndef RELEASE_TOOLS_IMAGE_CONTEXT_IGNORE_PATTERNS_H_
#define RELEASE_TOOLS_IMAGE_CONTEXT_IGNORE_PATTERNS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/image/context/path_pattern.h"

namespace release::image {

// An ordered list of patterns; a `!` in front makes an exception. Of the patterns that mean a path
// or a folder it is in, the last decides.
class IgnorePatterns {
 public:
  IgnorePatterns() = default;

  // INVALID_ARGUMENT, IMAGE-CONTEXT-PATTERN, for a lone `!` and a pattern that does not parse.
  // White space around a pattern and empty patterns are left out.
  static absl::StatusOr<IgnorePatterns> Create(const std::vector<std::string>& patterns);

  // Whether the patterns mean `path`, which is relative and clean.
  bool Matches(std::string_view path) const { return Decider(path) != nullptr; }

  // The pattern, as cleaned, by which `path` is meant; null when it is not. Owned by this object.
  const std::string* Decider(std::string_view path) const;

  bool empty() const { return patterns_.empty(); }

  // Whether there are exceptions: then a folder that is meant may hold files that are not.
  bool HasExceptions() const;

 private:
  struct Entry {
    std::string text;
    bool exception;
    PathPattern pattern;
  };

  std::vector<Entry> patterns_;
};

}  // namespace release::image

#endif  // RELEASE_TOOLS_IMAGE_CONTEXT_IGNORE_PATTERNS_H_

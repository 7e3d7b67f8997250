#include "tools/image/context/copy_source.h"

#include <optional>
#include <utility>

#include "tools/base/text.h"
#include "tools/image/context/missing_source.h"
#include "tools/image/context/path.h"
#include "tools/image/context/path_pattern.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

using Paths = std::vector<std::string>;

// The paths below `folder` whose part behind it matches. What is in a folder that matches is not
// looked at.
void Match(const SourceTree& tree, const std::string& base, const std::string& folder,
           const PathPattern& pattern, Paths& found) {
  for (const std::string& path : tree.Children(folder)) {
    if (pattern.Matches(std::string_view(path).substr(base.empty() ? 0 : base.size() + 1))) {
      found.push_back(path);
    } else if (tree.Find(path)->kind == NodeKind::kDirectory) {
      Match(tree, base, path, pattern, found);
    }
  }
}

absl::StatusOr<Paths> MatchWildcards(const SourceTree& tree, const std::string& path) {
  std::string fixed;
  std::string wild;
  for (const std::string_view part : PathParts(path)) {
    std::string& side = wild.empty() && !HasWildcards(part) ? fixed : wild;
    side = JoinPath(side, part);
  }
  const std::optional<PathPattern> pattern = PathPattern::Parse(wild, PathPattern::Stars::kPlain);
  if (!pattern.has_value()) {
    return Problem(absl::StatusCode::kInvalidArgument,
                   {.code = "IMAGE-CONTEXT-PATTERN",
                    .what = Concat("`", path, "` is not a pattern"),
                    .why = "a `[...]` or a backslash is unfinished",
                    .fix = "Close every `[`; write `[[]` for a bracket that means itself."});
  }
  absl::StatusOr<std::string> base = tree.Resolve(Unescape(fixed), /*follow_last=*/true);
  if (!base.ok()) return base.status();
  Paths found;
  Match(tree, *base, *base, *pattern, found);
  return found;
}

}  // namespace

absl::StatusOr<std::vector<FoundSource>> FindSources(std::string_view instruction,
                                                     std::string_view source,
                                                     const CopyFrom& from) {
  if (ClimbsOut(source)) {
    return Problem(absl::StatusCode::kInvalidArgument,
                   {.code = "IMAGE-COPY-ESCAPES",
                    .what = Concat(instruction, " ", source, ": leads out of ", from.name),
                    .why = "`..` goes above the top folder",
                    .fix = "Copy from inside; declare what lies outside as an input."});
  }
  const std::string path = RelativeToRoot(source);
  Paths paths;
  // A file that really has the name with its backslashes comes before any unescaping.
  if (!HasWildcards(path) || from.tree.Find(path) != nullptr) {
    paths.push_back(from.tree.Find(path) != nullptr ? path : Unescape(path));
  } else {
    absl::StatusOr<Paths> matched = MatchWildcards(from.tree, path);
    if (!matched.ok()) return matched.status();
    paths = *std::move(matched);
  }
  std::vector<FoundSource> found;
  for (const std::string& each : paths) {
    absl::StatusOr<std::string> resolved = from.tree.Resolve(each, /*follow_last=*/true);
    if (!resolved.ok()) return resolved.status();
    const SourceNode* node = from.tree.Find(*resolved);
    if (node == nullptr) return MissingSource(instruction, source, from);
    found.push_back({node, std::string(BaseName(each))});
  }
  return found;
}

}  // namespace release::image

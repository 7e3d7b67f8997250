#include "tools/image/context/missing_source.h"

#include <algorithm>
#include <vector>

#include "tools/base/text.h"
#include "tools/image/context/path.h"
#include "tools/image/context/problem.h"

namespace release::image {
namespace {

// Names longer than this are not compared, and no more candidates than this.
constexpr size_t kLongest = 200;
constexpr int kMostCompared = 20000;
constexpr int kMostListed = 10;

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> above(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    above.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = above[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

std::string Listed(const SourceTree& tree) {
  std::string list;
  int files = 0;
  for (const auto& [path, node] : tree.nodes()) {
    if (node.kind == NodeKind::kDirectory) continue;
    if (files < kMostListed) AppendTo(list, files == 0 ? "" : ", ", path);
    ++files;
  }
  if (files == 0) return "none";
  if (files > kMostListed) AppendTo(list, " (and ", files - kMostListed, " more)");
  return list;
}

// The ignored path that is `path` or below it, or null.
const std::pair<const std::string, std::string>* IgnoredAt(const CopyFrom& from,
                                                           const std::string& path) {
  if (from.ignored == nullptr) return nullptr;
  const auto exact = from.ignored->find(path);
  if (exact != from.ignored->end()) return &*exact;
  const auto below = from.ignored->lower_bound(path + "/");
  const bool found = below != from.ignored->end() && below->first.starts_with(path + "/");
  return found ? &*below : nullptr;
}

}  // namespace

std::string NearestPath(std::string_view path, const SourceTree& tree) {
  std::string nearest;
  size_t least = 0;
  int compared = 0;
  if (path.size() > kLongest) return nearest;
  for (const auto& [candidate, node] : tree.nodes()) {
    if (candidate.empty() || candidate.size() > kLongest) continue;
    const size_t longer = std::max(path.size(), candidate.size());
    const size_t shorter = std::min(path.size(), candidate.size());
    const size_t allowed = std::min<size_t>(3, (longer + 2) / 3);
    // A file of that name in another folder is near, but less so than any slip of the pen.
    const bool same_name = BaseName(candidate) == BaseName(path);
    size_t distance = same_name ? allowed : allowed + 1;
    if (longer - shorter <= allowed && compared < kMostCompared) {
      ++compared;
      distance = std::min(distance, EditDistance(path, candidate));
    }
    if (distance > allowed || (distance >= longer && !same_name)) continue;
    if (nearest.empty() || distance < least) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

absl::Status MissingSource(std::string_view instruction, std::string_view source,
                           const CopyFrom& from) {
  const std::string path = RelativeToRoot(source);
  const bool context = from.ignored != nullptr;
  std::string what = Concat(instruction, " ", source, ": not in ", from.name);
  if (context) AppendTo(what, "; declared inputs are ", Listed(from.tree));
  if (const auto* ignored = IgnoredAt(from, path); ignored != nullptr) {
    return Problem(
        absl::StatusCode::kNotFound,
        {.code = "IMAGE-COPY-MISSING",
         .what = what,
         .why = Concat("`", ignored->first, "` is declared, but the pattern `", ignored->second,
                       "` of .dockerignore leaves it out"),
         .fix = Concat("Remove the pattern, or add `!", ignored->first, "` behind it.")});
  }
  const std::string nearest = NearestPath(path, from.tree);
  const std::string fix =
      nearest.empty()
          ? Concat(context ? "Declare the file as an input, or correct " : "Correct ", "the name.")
          : Concat("Did you mean `", nearest, "`?",
                   context ? " Otherwise declare the file as an input." : "");
  return Problem(absl::StatusCode::kNotFound, {.code = "IMAGE-COPY-MISSING",
                                               .what = what,
                                               .why = Concat("nothing is at `", path, "`"),
                                               .fix = fix});
}

}  // namespace release::image

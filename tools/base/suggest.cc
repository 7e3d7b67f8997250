#include "tools/base/suggest.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace release {
namespace {

// Names are short; a mistyped megabyte need not be compared.
constexpr std::size_t kLongestName = 128;

}  // namespace

std::size_t EditDistance(std::string_view a, std::string_view b) {
  // Three rows of the table: a swap looks two rows back.
  std::vector<std::size_t> above2(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    above2.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char x = absl::ascii_tolower(static_cast<unsigned char>(a[i - 1]));
      const char y = absl::ascii_tolower(static_cast<unsigned char>(b[j - 1]));
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (x == y ? 0u : 1u)});
      if (i > 1 && j > 1 && x == absl::ascii_tolower(static_cast<unsigned char>(b[j - 2])) &&
          absl::ascii_tolower(static_cast<unsigned char>(a[i - 2])) == y) {
        row[j] = std::min(row[j], above2[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

std::optional<std::string> NearestName(std::string_view name,
                                       const std::vector<std::string>& candidates) {
  if (name.size() > kLongestName) return std::nullopt;
  std::optional<std::string> nearest;
  std::size_t least = 0;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestName) continue;
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t allowed = std::min<std::size_t>(3, (longer + 2) / 3);
    const std::size_t distance = EditDistance(name, candidate);
    if (distance > allowed || distance >= longer) continue;
    if (!nearest.has_value() || distance < least) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

std::string DidYouMean(std::string_view name, const std::vector<std::string>& candidates) {
  const std::optional<std::string> nearest = NearestName(name, candidates);
  return nearest.has_value() ? absl::StrCat("; did you mean `", *nearest, "`?") : "";
}

}  // namespace release

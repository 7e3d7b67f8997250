#include "tools/coordinator/config/config_problem.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <tuple>

namespace release {
namespace {

// A problem of the whole file (line 0) comes first, one without a file last.
std::tuple<std::uint64_t, std::uint32_t> Position(const v1::Diagnosis& diagnosis) {
  if (!diagnosis.has_place()) return {std::numeric_limits<std::uint64_t>::max(), 0};
  return {diagnosis.place().line(), diagnosis.place().column()};
}

bool IsRepetition(const v1::Diagnosis& a, const v1::Diagnosis& b) {
  return a.has_place() && b.has_place() && Position(a) == Position(b) && a.code() == b.code() &&
         a.what() == b.what();
}

}  // namespace

void SortProblems(Problems& problems) {
  std::stable_sort(
      problems.list.begin(), problems.list.end(),
      [](const v1::Diagnosis& a, const v1::Diagnosis& b) { return Position(a) < Position(b); });
  problems.list.erase(std::unique(problems.list.begin(), problems.list.end(), IsRepetition),
                      problems.list.end());
}

}  // namespace release

#include "tools/migrations/front/problem.h"

#include <algorithm>
#include <utility>

#include "tools/base/printable.h"
#include "tools/migrations/text/splitter.h"

namespace release::migrations {
namespace {

constexpr size_t kMaxExcerpt = 400;  // bytes; a line of data may be far longer

}  // namespace

v1::Diagnosis FileProblem(std::string_view path, ProblemText text) {
  v1::Diagnosis problem;
  problem.set_code(std::move(text.code));
  problem.set_what(std::move(text.what));
  problem.set_why(std::move(text.why));
  problem.set_fix(std::move(text.fix));
  problem.set_severity(v1::SEVERITY_ERROR);
  problem.set_retry(v1::RETRY_NEVER);
  problem.mutable_place()->set_file(PrintableLine(path));
  return problem;
}

v1::Diagnosis PlacedProblem(std::string_view path, std::string_view file_text, size_t offset,
                            size_t length, ProblemText text) {
  v1::Diagnosis problem = FileProblem(path, std::move(text));
  const TextPosition position = PositionOf(file_text, offset);
  const size_t left =
      position.line_text.size() - std::min(position.line_text.size(), position.column - 1);
  v1::Place& place = *problem.mutable_place();
  place.set_line(static_cast<uint32_t>(position.line));
  place.set_column(static_cast<uint32_t>(position.column));
  place.set_length(static_cast<uint32_t>(std::max<size_t>(1, std::min(length, left))));
  if (position.column <= kMaxExcerpt) {
    place.set_excerpt(PrintableLine(position.line_text, kMaxExcerpt));
  }
  return problem;
}

}  // namespace release::migrations

#include "plugins/lib/migrations/problem.h"

#include <algorithm>
#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/printable.h"
#include "tools/base/text.h"
#include "tools/migrations/text/splitter.h"

namespace release::migrate {
namespace {

constexpr int kMaxEvidence = 60;     // diagnosis.proto allows 64
constexpr size_t kMaxExcerpt = 400;  // bytes; a line of data may be far longer

std::string Summary(const v1::Diagnosis& problem) {
  const v1::Place& place = problem.place();
  std::string where;
  if (!place.file().empty()) where = Concat(" ", place.file());
  if (place.line() > 0) AppendTo(where, ":", place.line());
  return Concat("also ", problem.code(), where, ": ", problem.what());
}

}  // namespace

v1::Diagnosis FileProblem(std::string_view path, std::string_view code, std::string what,
                          std::string why, std::string fix) {
  v1::Diagnosis problem;
  problem.set_code(std::string(code));
  problem.set_what(std::move(what));
  problem.set_why(std::move(why));
  problem.set_fix(std::move(fix));
  problem.set_severity(v1::SEVERITY_ERROR);
  problem.set_retry(v1::RETRY_NEVER);
  problem.mutable_place()->set_file(std::string(path));
  return problem;
}

void SetPlace(v1::Diagnosis& problem, std::string_view text, size_t offset, size_t length) {
  const migrations::TextPosition position = migrations::PositionOf(text, offset);
  const size_t left =
      position.line_text.size() - std::min(position.line_text.size(), position.column - 1);
  v1::Place& place = *problem.mutable_place();
  place.set_line(static_cast<uint32_t>(position.line));
  place.set_column(static_cast<uint32_t>(position.column));
  place.set_length(static_cast<uint32_t>(std::max<size_t>(1, std::min(length, left))));
  if (position.column <= kMaxExcerpt) {
    place.set_excerpt(PrintableLine(position.line_text, kMaxExcerpt));
  }
}

absl::Status AllAtOnce(const std::vector<v1::Diagnosis>& problems) {
  if (problems.empty()) return absl::OkStatus();
  v1::Diagnosis first = problems.front();
  for (size_t i = 1; i < problems.size(); ++i) {
    if (first.evidence_size() == kMaxEvidence) {
      first.add_evidence(Concat("and ", problems.size() - i, " more"));
      break;
    }
    first.add_evidence(Summary(problems[i]));
  }
  return DiagnosisStatus(absl::StatusCode::kFailedPrecondition, std::move(first));
}

}  // namespace release::migrate

#include "plugins/lib/health/conclusion.h"

#include <utility>

#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::health {
namespace {

struct Failure {
  std::string name;
  Verdict verdict;
  bool wrong() const { return verdict.sight != Sight::kUnseen; }
};

// What answered last, by the first target that told.
Identity LiveOf(const std::vector<Sighting>& sightings) {
  for (const Sighting& sighting : sightings) {
    if (!sighting.last.seen.empty()) return sighting.last.seen;
  }
  return {};
}

bool IsCommit(const std::string& revision) {
  return revision.size() == 40 &&
         revision.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::string ForwardFix(const v1::ReleaseFacts& release) {
  const std::string commit = IsCommit(release.revision()) ? release.revision() : "COMMIT";
  return Concat(
      "Nothing is rolled back. To go forward without this change, revert it and release again:\n"
      "  git switch main && git revert ",
      commit,
      " && git push origin main\n"
      "  git switch production && git merge --ff-only main && git push origin production\n"
      "  tools/bazel run //release:",
      release.environment());
}

absl::Status Conclude(Context& context, const std::string& prefix,
                      const std::vector<Sighting>& sightings, int consecutive) {
  std::vector<Failure> failures;
  for (const Sighting& sighting : sightings) {
    if (!sighting.passed) failures.push_back({sighting.name, sighting.Final(prefix, consecutive)});
  }
  if (failures.empty()) return absl::OkStatus();
  size_t first = 0;
  while (first < failures.size() && !failures[first].wrong()) ++first;
  const bool wrong = first < failures.size();
  if (!wrong) first = 0;

  v1::Diagnosis diagnosis = failures[first].verdict.diagnosis;
  for (size_t i = 0; i < failures.size(); ++i) {
    if (i == first) continue;
    const v1::Diagnosis& other = failures[i].verdict.diagnosis;
    diagnosis.add_evidence(
        Concat("also not passed: ", failures[i].name, ": ", other.code(), ": ", other.what()));
    context.Warn(other);
  }
  const Identity live = LiveOf(sightings);
  diagnosis.add_evidence(live.empty() ? "live: nothing that answers says which release it is"
                                      : Concat("live: ", live.Text()));
  diagnosis.add_evidence(wrong ? "verdict: fail" : "verdict: inconclusive");
  diagnosis.set_fix(Concat(diagnosis.fix(), "\n", ForwardFix(context.release())));
  return DiagnosisStatus(wrong ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kUnknown,
                         std::move(diagnosis));
}

}  // namespace release::health
